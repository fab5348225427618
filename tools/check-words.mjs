// @ts-check
// Fails on words that readers cannot search for, in documents, messages, comments and test titles.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const words =
  /\b(anew|beside|so (many|long|much)|surely|in doubt|doors?|strays?|glances?|told|time-outs?)\b/i;

const folders = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "cli",
  "docs",
  "examples",
  "provider",
  ":(glob)sdk/*.ts",
  "simulator",
  "templates",
  "tests",
  "tools",
];
/** Files that need the words: this check and its test. */
const namingFiles = ["tools/check-words.mjs", "tests/tools/check-words.test.ts"];

/**
 * A message for each line of a file that has one of the words.
 * @param {string} file the path from the root, with "/"
 * @param {string} text
 * @returns {string[]}
 */
export function findWords(file, text) {
  if (namingFiles.includes(file)) return [];
  return text.split("\n").flatMap((line, index) => {
    const word = words.exec(line);
    return word === null ? [] : [`${file}:${index + 1}: use another word than "${word[0]}"`];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...folders], {
    encoding: "utf8",
  });
  const files = listed.split("\n").filter((file) => /\.(ts|mjs|md|yaml)$/.test(file));
  const faults = files.flatMap((file) => findWords(file, readFileSync(file, "utf8")));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
