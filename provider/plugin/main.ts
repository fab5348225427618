#!/usr/bin/env node
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { engineAddress, whenEngineEnds } from "../engine/liveness";
import { nodeVersionFault } from "../node-version";
import type { ProviderService } from "./service";
import type * as starting from "./server";

/** Serves the provider on a free port of 127.0.0.1, and tells the port, alone on a line, on stdout. */
function serve(): void {
  const address = engineAddress();
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  let service: ProviderService | undefined;
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
    // The engine connects while the rest is loaded. It is loaded at one go, before any request can be read.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is loaded before, or later
    const { start } = require("./server") as typeof starting;
    service = start(server, address);
  });
  // The process ends by itself when nothing is under way any more, such as the end of a session that nobody will record.
  const close = (): void => {
    service?.close();
    server.forceShutdown();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  if (address !== undefined) whenEngineEnds(address, close);
}

const fault = nodeVersionFault(process.versions.node);
if (fault === undefined) serve();
else {
  // Thrown, it would come with the bundle's text.
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
