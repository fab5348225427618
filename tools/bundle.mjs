// Bundles the package's commands, each into one file: what the simulator stands on is no dependency of the package, and
// the plugin runs where the engine puts it, with no node_modules.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const commands = {
  "tasknet-simulator": "simulator/cli.ts",
  "pulumi-resource-tasknet": "provider/plugin/main.ts",
};
for (const [name, entry] of Object.entries(commands)) {
  const outfile = `dist/bin/${name}.js`;
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node22",
    outfile,
    logLevel: "warning",
  });
  await chmod(outfile, 0o755);
}
