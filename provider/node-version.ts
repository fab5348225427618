/* eslint-disable @typescript-eslint/no-require-imports -- an import would have the manifest compiled into dist/ */

const { engines } = require("pulumi-tasknet/package.json") as { engines: { node: string } };

/** The oldest Node that this package runs on, as its manifest says. */
export const oldestNode = engines.node.replace(">=", "");

/** Why this package does not run on a version of Node; undefined if it does. */
export function nodeVersionFault(version: string): string | undefined {
  if (!isOlder(version, oldestNode)) return undefined;
  return (
    `pulumi-tasknet needs Node ${oldestNode} or later, and this is Node ${version}. ` +
    "Install a newer Node, see that `node --version` shows it, and run the command again."
  );
}

/** Compares the numbers of two versions. `localeCompare` would first load the rules of a language, for 10 ms. */
function isOlder(version: string, other: string): boolean {
  const numbers = version.split(".").map(Number);
  const others = other.split(".").map(Number);
  const index = others.findIndex((number, at) => number !== numbers[at]);
  return index >= 0 && (numbers[index] ?? 0) < (others[index] ?? 0);
}
