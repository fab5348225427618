// Bundles the package's commands, each into one file: what the simulator stands on is no dependency of the package, and
// the plugin runs where the engine puts it, with no node_modules.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const commands = {
  "tasknet-simulator": { entry: "simulator/cli.ts" },
  "pulumi-resource-tasknet": {
    entry: "provider/plugin/main.ts",
    // The engine starts it several times for one command, so that its size counts: these would never be loaded.
    external: [
      // By gRPC's own introspection services alone, which are not served.
      "@grpc/proto-loader",
      // By node-fetch on a Node without streams of its own.
      "web-streams-polyfill",
    ],
  },
};
for (const [name, { entry, external = [] }] of Object.entries(commands)) {
  const outfile = `dist/bin/${name}.js`;
  await build({
    entryPoints: [entry],
    bundle: true,
    external,
    platform: "node",
    target: "node22",
    // Names are kept, for stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    outfile,
    logLevel: "error",
  });
  await chmod(outfile, 0o755);
}
