import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../../..");

/** A command line of a document. */
export interface CommandLine {
  /** The document, as a path from the root. */
  readonly page: string;
  /** The command, without its comment and without the spaces that align it. */
  readonly text: string;
}

/** The documents whose command lines the tests run: the README, the pages in docs/, the README of each example. */
function pages(): string[] {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const examples = readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`);
  return ["README.md", ...docs.sort(), ...examples.sort()];
}

/** The command lines of all documents. */
export function commandLines(): CommandLine[] {
  return pages().flatMap((page) =>
    commandsIn(readFileSync(join(root, page), "utf8")).map((text) => ({ page, text })),
  );
}

/** The command lines in the fenced blocks of a shell. A line that ends in a backslash continues. */
export function commandsIn(markdown: string): string[] {
  const blocks = markdown.matchAll(/^( *)```(?:sh|bash|shell|console)\n(.*?)^\1```$/gms);
  return [...blocks].flatMap(([, , block = ""]) =>
    block
      .replace(/\\\n/g, "")
      .split("\n")
      .map((line) =>
        line
          .replace(/(^|\s)#.*$/, "")
          .replace(/^\s*(\$ )?/, "")
          .replace(/\s+/g, " ")
          .trim(),
      )
      .filter((line) => line !== ""),
  );
}

/** The first fenced block of a language in a document. */
export function codeIn(page: string, language: string): string {
  const text = readFileSync(join(root, page), "utf8");
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(text)?.[1];
  if (block === undefined) throw new Error(`${page} has no block in the language ${language}`);
  return block;
}
