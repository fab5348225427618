// Bundles each command of the package into one file, and the dynamic provider's steps. The libraries of the simulator are
// not dependencies of the package, and the engine runs the plugin in a folder without node_modules.
import { chmod } from "node:fs/promises";
import { build } from "esbuild";

const bundles = {
  "bin/tasknet-simulator": { entry: "simulator/cli.ts" },
  "bin/pulumi-tasknet": {
    entry: "cli/main.ts",
    external: ["web-streams-polyfill"],
  },
  // The host of dynamic providers loads it for each command: one file without the unused parts of libraries loads faster.
  "provider/dynamic/bundle": {
    entry: "provider/dynamic/handlers.ts",
    external: ["web-streams-polyfill"],
  },
  "bin/pulumi-resource-tasknet": {
    entry: "provider/plugin/main.ts",
    // The engine starts the plugin several times per command, so a small bundle saves time. These are never loaded.
    external: [
      // Only gRPC's introspection services need it. The plugin does not serve them.
      "@grpc/proto-loader",
      // Only node-fetch on a Node without web streams needs it.
      "web-streams-polyfill",
    ],
  },
};
for (const [name, { entry, external = [] }] of Object.entries(bundles)) {
  const outfile = `dist/${name}.js`;
  await build({
    entryPoints: [entry],
    bundle: true,
    external,
    platform: "node",
    target: "node22",
    // The examples of the schema stay strings in one line each: as template literals they would read as an ES module.
    supported: { "template-literal": false },
    // Names are kept, for stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    outfile,
    logLevel: "error",
  });
  if (name.startsWith("bin/")) await chmod(outfile, 0o755);
}
