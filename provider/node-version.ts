/* eslint-disable @typescript-eslint/no-require-imports -- an import would have the manifest compiled into dist/ */

const { engines } = require("pulumi-tasknet/package.json") as { engines: { node: string } };

/** The oldest Node that this package runs on, as its manifest says. */
export const oldestNode = engines.node.replace(">=", "");

/** Why this package does not run on a version of Node; undefined if it does. */
export function nodeVersionFault(version: string): string | undefined {
  if (version.localeCompare(oldestNode, "en", { numeric: true }) >= 0) return undefined;
  return (
    `pulumi-tasknet needs Node ${oldestNode} or later, and this is Node ${version}. ` +
    "Install a newer Node, see that `node --version` shows it, and run the command again."
  );
}
