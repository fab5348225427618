// @ts-check
// Fails on import cycles between source files. Type imports count: two files that need each other's types are one unit.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const folders = ["cli", "provider", "simulator", ":(glob)sdk/*.ts", "tools", "tests"];

/**
 * The import cycles between files, each as its paths, the first one repeated at the end. One cycle is reported for each
 * import that closes one in a depth-first walk.
 * @param {ReadonlyMap<string, string>} texts the text of each file, by its path with "/"
 * @returns {string[][]}
 */
export function findCycles(texts) {
  /** @type {string[][]} */
  const cycles = [];
  const visited = new Set();
  /** @param {string} file @param {readonly string[]} path */
  const visit = (file, path) => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file]);
    if (visited.has(file)) return;
    visited.add(file);
    for (const imported of importsOf(file, texts)) visit(imported, [...path, file]);
  };
  for (const file of texts.keys()) visit(file, []);
  return cycles;
}

/** @param {string} file @param {ReadonlyMap<string, string>} texts @returns {string[]} */
function importsOf(file, texts) {
  const { importedFiles } = ts.preProcessFile(texts.get(file) ?? "", true, true);
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith(".")) return [];
    const base = posix.join(posix.dirname(file), fileName.replace(/\.js$/, ""));
    return [`${base}.ts`, `${base}/index.ts`].filter((path) => texts.has(path)).slice(0, 1);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...folders], {
    encoding: "utf8",
  });
  const sources = files.split("\n").filter((file) => file.endsWith(".ts"));
  const cycles = findCycles(new Map(sources.map((file) => [file, readFileSync(file, "utf8")])));
  for (const cycle of cycles) {
    process.stderr.write(
      `import cycle: ${cycle.join(" -> ")}\n  Move what both sides need into a file of its own.\n`,
    );
  }
  process.exitCode = cycles.length > 0 ? 1 : 0;
}
