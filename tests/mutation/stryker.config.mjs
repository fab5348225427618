import "./mocha-files.mjs";

// The processes that Stryker starts need those files, too.
process.env.NODE_OPTIONS = `--import=${new URL("mocha-files.mjs", import.meta.url).href}`;

/**
 * Which mistakes in the rules would no test see? Stryker makes them one by one.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["provider/session/*.ts", "provider/tasknet/retry.ts", "provider/tasknet/limiter.ts"],

  // One build serves all mutants: each is a branch in the code, taken by its number.
  buildCommand: "tsc",
  testRunner: "mocha",
  mochaOptions: {
    "no-config": true,
    // The tests that state the rules. None is left to chance, so that the score is the same each time.
    spec: [
      "dist/tests/unit/*.test.js",
      "dist/tests/client/limiter.accounts.test.js",
      "dist/tests/client/limiter.test.js",
      "dist/tests/client/retry.rules.test.js",
      "dist/tests/client/retry.status.test.js",
      "dist/tests/client/retry.with-retries.test.js",
    ],
  },
  coverageAnalysis: "perTest",
  concurrency: 2,

  ignorePatterns: [
    "dist/bin",
    "examples",
    "sdk/nodejs",
    "sdk/python",
    "sdk/go",
    "tools/contract",
    "tools/engine",
    "tools/sdk",
  ],
  tempDirName: "dist/mutation/sandbox",
  cleanTempDir: "always",
  reporters: ["clear-text", "html"],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: "dist/mutation/report.html" },
  thresholds: { high: 95, low: 90, break: 90 },
};
