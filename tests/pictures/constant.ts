import { createHash } from "node:crypto";
import { stripVTControlCharacters } from "node:util";

const uuid = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g;
/** Where a preview or an update starts: both have rows of the same resources. */
const section = /^(?=\S*(?:Previewing|Updating) )/m;
/** A row of a resource: its operation, its type and its name. */
const row = /^ (\S\S?) +(\S+:\S+ \S+)/;

/**
 * Makes an output of the Pulumi CLI the same in each run: UUIDs and durations become constants, the dots of a wait go, and
 * only the last row of each operation on a resource stays, as in an interactive terminal.
 *
 * @param output what a command wrote, with SGR sequences
 */
export function makeConstant(output: string): string {
  const known = new Map<string, string>();
  return output
    .split(section)
    .map((part) => keepLastRows(part.split("\n").filter(isNoProgress)).join("\n"))
    .join("")
    .replace(uuid, (found) => {
      const constant = known.get(found) ?? constantUUID(known.size);
      known.set(found, constant);
      return constant;
    })
    .replace(/\(\d[\d.ms]*s\)/g, "(0.2s)")
    .replace(/(?<=Duration:\S*) .+$/m, " 3s");
}

function isNoProgress(line: string): boolean {
  return !stripVTControlCharacters(line).startsWith("@ ");
}

function keepLastRows(lines: readonly string[]): string[] {
  const keys = lines.map((line) => row.exec(stripVTControlCharacters(line))?.slice(1).join(" "));
  return lines.filter((_, index) => keys[index] === undefined || keys.lastIndexOf(keys[index]) === index);
}

/** @param nth 0 for the first UUID of an output */
function constantUUID(nth: number): string {
  const hex = createHash("sha256").update(`UUID ${nth}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
