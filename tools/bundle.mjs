// Bundles the simulator's command into one file, so that what it stands on is no dependency of the package.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const outfile = "dist/bin/tasknet-simulator.js";
await build({
  entryPoints: ["simulator/cli.ts"],
  bundle: true,
  platform: "node",
  target: "node22",
  outfile,
  logLevel: "warning",
});
await chmod(outfile, 0o755);
