// @ts-check
// Fails on a package of the lock file with a licence that is not allowed or without a sum, and on a page of dependencies
// that differs from package.json. It needs no network.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Licences that let a product under Apache-2.0 contain or use the package without another condition than a notice. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Python-2.0",
]);

/** Other licences, each with why it is accepted for the package. */
const accepted = new Map([
  ["@logdna/tail-file: SEE LICENSE IN LICENSE", "the file is the MIT licence"],
  ["caniuse-lite: CC-BY-4.0", "data that only a tool of the tests reads"],
  ["spdx-exceptions: CC-BY-3.0", "a list of names that npm's packages read, under attribution"],
]);

/**
 * @typedef {object} LockedPackage
 * @property {string | undefined} [license]
 * @property {string} [integrity]
 * @property {boolean} [link]
 */

/**
 * A sentence for each package whose licence is not allowed, or whose content no sum fixes.
 * @param {Readonly<Record<string, LockedPackage>>} packages the packages of a lock file, by their folders
 * @returns {string[]}
 */
export function findLicences(packages) {
  return Object.entries(packages).flatMap(([folder, { license = "none", integrity, link }]) => {
    if (folder === "" || link === true) return [];
    const name = folder.replace(/^.*node_modules\//, "");
    const faults = [];
    if (!isAllowed(license) && !accepted.has(`${name}: ${license}`))
      faults.push(`The licence of ${name} is ${license}. Remove the package, or accept the licence here.`);
    if (!integrity?.startsWith("sha512-")) faults.push(`The lock file has no SHA-512 sum of ${name}.`);
    return faults;
  });
}

/**
 * Whether an SPDX expression allows the use: all of an AND, and one of an OR.
 * @param {string} expression
 * @returns {boolean}
 */
function isAllowed(expression) {
  const choices = expression.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((licence) => allowed.has(licence)));
}

/**
 * A sentence for each runtime dependency that the page lacks, and for each that it names without need.
 * @param {readonly string[]} dependencies the names in package.json
 * @param {string} page
 * @returns {string[]}
 */
export function findUnlisted(dependencies, page) {
  const listed = [...page.matchAll(/^\| `(\S+)`/gm)].map(([, name = ""]) => name);
  return [
    ...dependencies
      .filter((name) => !listed.includes(name))
      .map((name) => `docs/dependencies.md lacks ${name}: say what it is for.`),
    ...listed
      .filter((name) => !dependencies.includes(name))
      .map((name) => `docs/dependencies.md names ${name}, which is no runtime dependency.`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const faults = [
    ...findLicences(JSON.parse(readFileSync("package-lock.json", "utf8")).packages),
    ...findUnlisted(Object.keys(dependencies), readFileSync("docs/dependencies.md", "utf8")),
  ];
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
