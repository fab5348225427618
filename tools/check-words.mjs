// Fails on words that readers cannot search for, in documents, messages and comments.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const words = /\b(anew|beside|so (many|long|much)|surely|in doubt|door|stray|glance|told)\b/i;
const folders = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs",
  "examples",
  "provider",
  "sdk/*.ts",
  "simulator",
  "tools",
];
const self = "tools/check-words.mjs";

const files = execFileSync("git", ["ls-files", "--", ...folders], { encoding: "utf8" })
  .trim()
  .split("\n");
const texts = files.filter((file) => /\.(ts|mjs|md|yaml)$/.test(file) && file !== self);
const faults = texts.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const word = words.exec(line)?.[0];
      return word === undefined ? [] : [`${file}:${index + 1}: use another word than "${word}"`];
    }),
);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
