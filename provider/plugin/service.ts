import { version } from "../version";
import { EngineLog } from "./log";
import type { GetSchemaRequest, GetSchemaResponse, PluginAttach, ProviderHandshakeRequest } from "./messages";
import type { ProviderHandshakeResponse } from "./messages";
import { resourceProvider } from "./messages";
import type { Operations } from "./operations";
import type { RpcHandlers } from "./rpc";
import { stream, unary } from "./rpc";
import { RpcError, statusCodes } from "./rpc-error";

/** The ResourceProvider service (proto/pulumi/provider.proto). What it does not name is UNIMPLEMENTED. */
export class ProviderService {
  readonly log = new EngineLog();
  private loading: Promise<Operations> | undefined;

  /** The handlers of the service's methods. */
  handlers(): RpcHandlers {
    const rpc = resourceProvider;
    return new Map([
      unary(rpc.handshake, (request) => this.handshake(request)),
      unary(rpc.attach, (request) => this.attach(request)),
      unary(rpc.getPluginInfo, () => ({ version })),
      unary(rpc.getSchema, schema),
      unary(rpc.checkConfig, (request) => this.run((operations) => operations.checkConfig(request))),
      unary(rpc.diffConfig, (request) => this.run((operations) => operations.diffConfig(request))),
      unary(rpc.configure, (request) => this.run((operations) => operations.configure(request))),
      unary(rpc.check, (request) => this.run((operations) => operations.check(request))),
      unary(rpc.diff, (request) => this.run((operations) => operations.diff(request))),
      unary(rpc.create, (request, call) => this.run((operations) => operations.create(request, call))),
      unary(rpc.read, (request) => this.run((operations) => operations.read(request))),
      unary(rpc.update, (request) => this.run((operations) => operations.update(request))),
      unary(rpc.delete, (request) => this.run((operations) => operations.delete(request))),
      unary(rpc.invoke, (request) => this.run((operations) => operations.invoke(request))),
      stream(rpc.list, (request) => this.run((operations) => operations.list(request))),
      unary(rpc.cancel, async () => {
        await this.cancel();
        return {};
      }),
    ]);
  }

  /** Ends all that is under way, so that nothing keeps the process. */
  close(): void {
    void this.cancel();
    this.log.close();
  }

  private async cancel(): Promise<void> {
    (await this.loading)?.cancel();
  }

  private async handshake({
    engineAddress,
  }: ProviderHandshakeRequest): Promise<Partial<ProviderHandshakeResponse>> {
    (await this.loading)?.reset();
    this.log.connect(engineAddress);
    return { acceptSecrets: true, acceptResources: true, acceptOutputs: true };
  }

  private async attach({ address }: PluginAttach): Promise<Record<string, never>> {
    (await this.loading)?.reset();
    this.log.connect(address);
    return {};
  }

  /** Runs an operation. The rules and the client are loaded by the first one: a process may only give its schema. */
  private async run<T>(operate: (operations: Operations) => T | Promise<T>): Promise<T> {
    this.loading ??= import("./operations.js").then(({ Operations }) => new Operations(this.log));
    const operations = await this.loading;
    try {
      return await operate(operations);
    } catch (error) {
      const { serviceError } = await import("./errors.js");
      throw serviceError(error);
    }
  }
}

/** The committed schema. */
async function schema({ version: wanted }: GetSchemaRequest): Promise<Partial<GetSchemaResponse>> {
  if (wanted !== 0) {
    throw new RpcError(`there is no schema of version ${wanted}`, statusCodes.INVALID_ARGUMENT);
  }
  const { default: text } = await import("./schema.json", { with: { type: "json" } });
  return { schema: JSON.stringify(text) };
}
