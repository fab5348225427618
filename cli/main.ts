#!/usr/bin/env node
import "../provider/require-node";
import { runCli } from "./program";
import { systemDeps } from "./system";

const interrupt = new AbortController();
const deps = systemDeps(interrupt.signal);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // A command that is interrupted first ends the sessions that it has created.
  process.on(signal, () => {
    if (interrupt.signal.aborted) deps.terminal.warn("stopping; this takes up to a minute");
    interrupt.abort();
  });
}
void runCli(process.argv.slice(2), deps).then((code) => {
  // Connections that are kept alive must not delay the end of the process.
  process.exitCode = code;
  process.stdout.write("", () => {
    process.exit();
  });
});
