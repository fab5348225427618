#!/usr/bin/env node
import { engineAddress, whenEngineEnds } from "../engine/liveness";
import { nodeVersionFault } from "../node-version";
import { serve } from "./serve";
import { ProviderService } from "./service";

/** Serves the provider on a free port of 127.0.0.1, and writes the port, alone on a line, to stdout. */
function main(): void {
  const address = engineAddress();
  const service = new ProviderService();
  if (address !== undefined) service.log.connect(address);
  const server = serve(service.handlers());
  void server.port.then((port) => process.stdout.write(`${port}\n`));
  // The process ends by itself when nothing is under way any more, such as the end of a session that nobody will record.
  const close = (): void => {
    service.close();
    server.close();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  if (address !== undefined) whenEngineEnds(address, close);
}

const fault = nodeVersionFault(process.versions.node);
if (fault === undefined) main();
else {
  // Thrown, it would come with the bundle's text.
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
