#!/usr/bin/env node
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { engineAddress, whenEngineEnds } from "../engine";
import { ProviderService } from "./service";

/** Serves the provider on a free port of 127.0.0.1, and tells the port, alone on a line, on stdout. */
function serve(): void {
  const service = new ProviderService();
  const address = engineAddress();
  if (address !== undefined) service.log.connect(address);
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, service.handlers());
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  // The process ends by itself when nothing is under way any more, such as the end of a session that nobody will record.
  const close = (): void => {
    service.close();
    server.forceShutdown();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  if (address !== undefined) whenEngineEnds(address, close);
}

serve();
