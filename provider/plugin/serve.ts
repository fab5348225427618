import type { ServerWritableStream, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import type { RpcHandler, RpcHandlers } from "./rpc";
import { RpcError, statusCodes } from "./rpc-error";

const unbounded = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/**
 * Serves gRPC on a free port of 127.0.0.1, in plain text, with messages of any size.
 * @returns the port, and what ends the server with the calls that are under way
 */
export function serve(handlers: RpcHandlers): { readonly port: Promise<number>; readonly close: () => void } {
  const server = new Server(unbounded);
  const pass = (bytes: Buffer): Buffer => bytes;
  const definition: Record<string, ServiceDefinition[string]> = {};
  const implementation: UntypedServiceImplementation = {};
  for (const [path, handler] of handlers) {
    definition[path] = {
      path,
      requestStream: false,
      responseStream: true,
      requestSerialize: pass,
      requestDeserialize: pass,
      responseSerialize: pass,
      responseDeserialize: pass,
    };
    implementation[path] = (call: ServerWritableStream<Buffer, Buffer>): void => void respond(call, handler);
  }
  server.addService(definition, implementation);
  const port = new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
    },
  };
}

async function respond(call: ServerWritableStream<Buffer, Buffer>, handler: RpcHandler): Promise<void> {
  try {
    for (const message of await handler(call.request, { isActive: () => !call.cancelled }))
      call.write(message);
    call.end();
  } catch (error) {
    const code = error instanceof RpcError ? error.code : statusCodes.INTERNAL;
    const details = error instanceof Error ? error.message : String(error);
    const metadata = new Metadata();
    if (error instanceof RpcError && error.details !== undefined)
      metadata.set("grpc-status-details-bin", error.details);
    call.emit("error", { code, details, metadata });
  }
}
