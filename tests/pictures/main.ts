import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart, toFloor, toNaive } from "../bench/chart";
import { previewPicture, upPicture } from "./commands";
import { lifePicture } from "./life";

const docs = join(__dirname, "../../../docs");
const folder = join(docs, "pictures");

/** The pictures of the documents, by the names of their files. */
const pictures: Readonly<Record<string, () => string | Promise<string>>> = {
  up: upPicture,
  preview: previewPicture,
  life: lifePicture,
  benchmarks: () => chart(readFileSync(join(docs, "benchmarks.md"), "utf8"), toNaive),
  "benchmarks-floor": () => chart(readFileSync(join(docs, "benchmarks-floor.md"), "utf8"), toFloor),
};

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of names.length > 0 ? names : Object.keys(pictures)) {
    const draw = pictures[name];
    if (draw === undefined)
      throw new Error(`unknown picture "${name}": must be one of ${Object.keys(pictures).join(", ")}`);
    writeFileSync(join(folder, `${name}.svg`), await draw());
    process.stdout.write(`docs/pictures/${name}.svg\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
