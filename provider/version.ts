/* eslint-disable @typescript-eslint/no-require-imports -- an import would have the manifest compiled into dist/ */

/** The package's version, a semantic version. */
export const { version } = require("pulumi-tasknet/package.json") as { version: string };
