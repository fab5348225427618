import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { MochaOptions, Runner } from "mocha";
import { reporters } from "mocha";
import { passedFile } from "./passed-file";

/** Mocha's own reporter, which also writes the names of the tests that passed. */
class AcceptanceReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const passed: string[] = [];
    runner.on("pass", (test) => passed.push(test.fullTitle()));
    runner.on("end", () => {
      mkdirSync(dirname(passedFile), { recursive: true });
      writeFileSync(passedFile, JSON.stringify(passed));
    });
  }
}

// Mocha takes the module itself as the reporter.
export = AcceptanceReporter;
