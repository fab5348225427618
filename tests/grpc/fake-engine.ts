import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** A message to the user, as the engine receives it. */
export interface Message {
  readonly severity: "info" | "warning" | "error" | "debug";
  readonly urn: string;
  readonly text: string;
  readonly isEphemeral: boolean;
}

const severities = new Map<number, Message["severity"]>([
  [LogSeverity.DEBUG, "debug"],
  [LogSeverity.INFO, "info"],
  [LogSeverity.WARNING, "warning"],
  [LogSeverity.ERROR, "error"],
]);

/** The engine's log service, which keeps all messages. */
export class FakeEngine {
  readonly messages: Message[] = [];

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async start(): Promise<FakeEngine> {
    const server = new Server();
    server.addService(EngineService, {
      log: (call: ServerUnaryCall<LogRequest, Empty>, respond: sendUnaryData<Empty>) => {
        const { request } = call;
        engine.messages.push({
          severity: severities.get(request.getSeverity()) ?? "error",
          urn: request.getUrn(),
          text: request.getMessage(),
          isEphemeral: request.getEphemeral(),
        });
        respond(null, new Empty());
      },
    });
    const engine = new FakeEngine(server, `127.0.0.1:${await listen(server)}`);
    return engine;
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

/** Serves on a free loopback port. */
export async function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}
