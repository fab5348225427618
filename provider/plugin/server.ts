import type { Server } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ProviderService } from "./service";

/** Gives the server its service, which logs to the engine at the address. */
export function start(server: Server, address: string | undefined): ProviderService {
  const service = new ProviderService();
  if (address !== undefined) service.log.connect(address);
  server.addService(ResourceProviderService, service.handlers());
  return service;
}
