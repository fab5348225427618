import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { importCommand } from "../../provider/resource/commands";
import { endCommand, listCommand } from "../../provider/tasknet";

const root = join(__dirname, "../../..");
const page = readFileSync(join(root, "docs/recovery.md"), "utf8");

/** The messages that the page quotes: each is a heading of its own, an inline code span. */
const quoted = [...page.matchAll(/^### `(.+)`$/gm)].map(([, message = ""]) => message);

/** The texts of the provider's sources. A message that continues in a second literal is joined. */
const sources = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "provider", name), "utf8").replace(/["`] \+\s*["`]/g, ""));

/**
 * The parts of a message between its omissions. ID and MINUTES stand for a value of a template literal, and so may the words
 * for a session where a message serves all resources.
 */
function partsOf(message: string): RegExp[] {
  return message.split("...").map((part) => {
    const text = part.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const values = text.replace(/\b(ID|MINUTES)\b/g, String.raw`\$\{[^}]+\}`);
    return new RegExp(
      values.replace(/\b(A session|sessions?|be running)\b/g, String.raw`(?:$&|\$\{[^}]+\})`),
    );
  });
}

describe("the page on recovery", () => {
  it("quotes more than ten messages of the provider", () => {
    expect(quoted).to.have.length.greaterThan(10);
  });

  for (const message of quoted) {
    it(`quotes a message whose parts sources of the provider hold: ${message}`, () => {
      const parts = partsOf(message);
      expect(parts.every((part) => sources.some((text) => part.test(text)))).to.equal(true);
    });
  }

  it("finds no message that no source holds", () => {
    const parts = partsOf("the lease of session ID may have been set to MINUTES minutes, or not");
    expect(parts.every((part) => sources.some((text) => part.test(text)))).to.equal(false);
  });

  it("contains the commands that the messages of the provider give", () => {
    const target = { endpoint: "https://api.tasknet.co", mode: "private" };
    expect(page).to.include(`\n${listCommand(target)}\n`);
    expect(page).to.include(endCommand(target, "ID"));
    expect(page).to.include(importCommand({ urn: "NAME", isImportable: true }, "ID", "Session"));
  });
});
