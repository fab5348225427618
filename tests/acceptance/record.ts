import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RootHookObject } from "mocha";

/** Where a run of the tests leaves the names of those that passed. */
export const passedFile = join(__dirname, "../../acceptance/passed.json");

const passed: string[] = [];

/** Mocha's root hooks: they note each test that passes. */
export const mochaHooks: RootHookObject = {
  afterEach(this: Mocha.Context) {
    if (this.currentTest?.state === "passed") passed.push(this.currentTest.fullTitle());
  },
  afterAll() {
    mkdirSync(dirname(passedFile), { recursive: true });
    writeFileSync(passedFile, JSON.stringify(passed));
  },
};
