import type {
  sendUnaryData,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { ContextRegistry } from "../contexts";
import { check, secretProperties, unknownValue } from "../session";
import { version } from "../version";
import { Cancellation } from "./cancellation";
import { decode, encode } from "./properties";
import { checkConfig, configure, diffConfig, secretSettings } from "./provider-config";
import { diffResponse } from "./diff-response";
import { serviceError } from "./errors";
import { invoke, list } from "./functions";
import { EngineLog } from "./log";
import type { Outcome, UpdateCall } from "./resource";
import { observationTimeoutSeconds, SessionResource } from "./resource";

const sessionType = "tasknet:index:Session";

/** The ResourceProvider service (proto/pulumi/provider.proto). What it does not name answers UNIMPLEMENTED. */
export class ProviderService {
  readonly log = new EngineLog();
  private readonly cancellation = new Cancellation(this.log);
  private contexts: ContextRegistry | undefined;
  /** Resources that a read has refreshed: the engine compares the result without a check in between. */
  private readonly refreshed = new Set<string>();

  /** The handlers, for a gRPC server. */
  handlers(): UntypedServiceImplementation {
    return {
      handshake: unary((request: proto.ProviderHandshakeRequest) => this.handshake(request)),
      attach: unary((request: PluginAttach) => this.attach(request)),
      getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
      getSchema: unary((request: proto.GetSchemaRequest) => schema(request)),
      checkConfig: unary((request: proto.CheckRequest) => this.checkConfig(request)),
      diffConfig: unary((request: proto.DiffRequest) => this.diffConfig(request)),
      configure: unary((request: proto.ConfigureRequest) => this.configure(request)),
      check: unary((request: proto.CheckRequest) => this.check(request)),
      diff: unary((request: proto.DiffRequest) => this.diff(request)),
      create: unary((request: proto.CreateRequest, isRequestActive) => this.create(request, isRequestActive)),
      read: unary((request: proto.ReadRequest) => this.read(request)),
      update: unary((request: proto.UpdateRequest) => this.update(request)),
      delete: unary((request: proto.DeleteRequest) => this.delete(request)),
      invoke: unary((request: proto.InvokeRequest) => this.invoke(request)),
      list: (call: ServerWritableStream<proto.ListRequest, proto.ListResponse>) => {
        this.list(call).catch((error: unknown) => call.emit("error", serviceError(error)));
      },
      cancel: unary(() => {
        this.cancellation.cancel();
        return new Empty();
      }),
    };
  }

  /** Ends all that is under way, so that nothing keeps the process. */
  close(): void {
    this.cancellation.cancel();
    this.log.close();
  }

  private handshake(request: proto.ProviderHandshakeRequest): proto.ProviderHandshakeResponse {
    this.cancellation.reset();
    this.log.connect(request.getEngineAddress());
    return new proto.ProviderHandshakeResponse()
      .setAcceptSecrets(true)
      .setAcceptResources(true)
      .setAcceptOutputs(true);
  }

  private attach(request: PluginAttach): Empty {
    this.cancellation.reset();
    this.log.connect(request.getAddress());
    return new Empty();
  }

  private checkConfig(request: proto.CheckRequest): proto.CheckResponse {
    const news = decode(request.getNews());
    // Marked here, since the engine strips the marks and would record a key in plain text.
    const secrets = [...news.secrets, ...secretSettings];
    const response = new proto.CheckResponse().setInputs(encode(news.plain, secrets));
    return response.setFailuresList(failures(checkConfig(news)));
  }

  private diffConfig(request: proto.DiffRequest): proto.DiffResponse {
    const olds = decode(request.getOldInputs() ?? request.getOlds());
    const { changed, replaces } = diffConfig(olds, decode(request.getNews()));
    const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
    return new proto.DiffResponse()
      .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList(changed)
      .setReplacesList(replaces);
  }

  private configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
    this.cancellation.reset();
    this.contexts = configure(decode(request.getArgs()), request.hasName() ? request.getName() : undefined);
    return new proto.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setAcceptresources(true)
      .setAcceptoutputs(true);
  }

  private check(request: proto.CheckRequest): proto.CheckResponse {
    refuseOtherTypes(request.getUrn());
    this.refreshed.delete(request.getUrn());
    const news = decode(request.getNews());
    const mayQuote = (name: string): boolean => !news.secrets.has(name);
    const { inputs, failures: faults } = check(news.plain, { mayQuote });
    this.warnOfInputs(request.getUrn(), inputs);
    const secrets = [...news.secrets, ...secretProperties];
    return new proto.CheckResponse().setInputs(encode(inputs, secrets)).setFailuresList(failures(faults));
  }

  private warnOfInputs(urn: string, inputs: Readonly<Record<string, unknown>>): void {
    // A check may come before the configuration.
    const warnings = this.contexts?.checkWarnings(inputs, {
      name: urn.split("::").at(-1) ?? urn,
      resourceKey: urn,
    });
    for (const warning of warnings ?? []) this.log.warning(urn, warning);
  }

  private async diff(request: proto.DiffRequest): Promise<proto.DiffResponse> {
    const urn = request.getUrn();
    const resource = this.resource(urn);
    const call = { ...comparison(request), isRefresh: this.refreshed.delete(urn) };
    const plan = await this.cancellation.run(urn, observationTimeoutSeconds, (options) =>
      resource.diff(call, options),
    );
    for (const warning of plan.warnings) this.log.warning(urn, warning);
    // The engine shows which inputs change; anything else must be said.
    for (const notice of plan.notices) this.log.info(urn, notice);
    return diffResponse(plan);
  }

  private async create(
    request: proto.CreateRequest,
    isRequestActive: () => boolean,
  ): Promise<proto.CreateResponse> {
    const urn = request.getUrn();
    const resource = this.resource(urn);
    const news = decode(request.getProperties());
    const outcome = request.getPreview()
      ? resource.previewCreate(news)
      : await this.cancellation.run(urn, request.getTimeout(), (options) =>
          resource.create(news, options, isRequestActive),
        );
    return fill(new proto.CreateResponse(), outcome).setId(outcome.id);
  }

  private async read(request: proto.ReadRequest): Promise<proto.ReadResponse> {
    const urn = request.getUrn();
    const inputs = decode(request.getInputs());
    const properties = decode(request.getProperties());
    const id = request.getId();
    const result = await this.cancellation.run(urn, request.getTimeout(), (options) =>
      this.resource(urn).read(id, properties, inputs, options),
    );
    // An empty id with no properties at all says that the resource is gone.
    if (result === undefined) return new proto.ReadResponse();
    this.refreshed.add(urn);
    return fill(new proto.ReadResponse(), result.outcome)
      .setId(result.outcome.id)
      .setInputs(encode(result.inputs, [...inputs.secrets, ...secretProperties]));
  }

  private async update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const urn = request.getUrn();
    const resource = this.resource(urn);
    const call = comparison(request);
    const outcome = request.getPreview()
      ? resource.previewUpdate(call)
      : await this.cancellation.run(urn, request.getTimeout(), (options) => resource.update(call, options));
    return fill(new proto.UpdateResponse(), outcome);
  }

  private async delete(request: proto.DeleteRequest): Promise<Empty> {
    const urn = request.getUrn();
    await this.cancellation.run(urn, request.getTimeout(), (options) =>
      this.resource(urn).delete(request.getId(), decode(request.getProperties()), options),
    );
    return new Empty();
  }

  private async invoke(request: proto.InvokeRequest): Promise<proto.InvokeResponse> {
    const args = decode(request.getArgs());
    const { plain, secrets } = await this.cancellation.run("", 0, (options) =>
      invoke(request.getTok(), args.plain, this.configured().for(), options),
    );
    return new proto.InvokeResponse().setReturn(encode(plain, secrets));
  }

  private async list(call: ServerWritableStream<proto.ListRequest, proto.ListResponse>): Promise<void> {
    const { request } = call;
    if (request.getToken() !== sessionType) {
      throw serviceError(new Error(`there is no resource ${request.getToken()}`), status.INVALID_ARGUMENT);
    }
    const query = decode(request.getQuery()).plain;
    if (Object.values(query).includes(unknownValue)) {
      // An empty list would say that no session matches.
      call.write(new proto.ListResponse().setComputed(new proto.ListResponse.Computed()));
      call.end();
      return;
    }
    const sessions = await this.cancellation.run("", 0, (options) =>
      list(query, this.configured().for(), options),
    );
    const limit = request.getLimit();
    for (const { sessionUUID } of limit > 0 ? sessions.slice(0, limit) : sessions) {
      const result = new proto.ListResponse.Result().setId(sessionUUID).setName(sessionUUID);
      call.write(new proto.ListResponse().setResult(result));
    }
    call.end();
  }

  private resource(urn: string): SessionResource {
    refuseOtherTypes(urn);
    return new SessionResource(this.configured(), urn);
  }

  private configured(): ContextRegistry {
    if (this.contexts !== undefined) return this.contexts;
    throw serviceError(new Error("the provider is not configured"), status.FAILED_PRECONDITION);
  }
}

/** The committed schema, loaded only when it is asked for: most commands of the engine do without. */
async function schema(request: proto.GetSchemaRequest): Promise<proto.GetSchemaResponse> {
  if (request.getVersion() !== 0) {
    throw serviceError(
      new Error(`there is no schema of version ${request.getVersion()}`),
      status.INVALID_ARGUMENT,
    );
  }
  const { default: text } = await import("./schema.json", { with: { type: "json" } });
  return new proto.GetSchemaResponse().setSchema(JSON.stringify(text));
}

function refuseOtherTypes(urn: string): void {
  const type = urn.split("::").at(2)?.split("$").at(-1);
  if (type === sessionType) return;
  const text =
    type === undefined ? `"${urn}" is not the URN of a resource` : `there is no resource type ${type}`;
  throw serviceError(new Error(text), status.INVALID_ARGUMENT);
}

/** What Diff and Update compare. */
function comparison(request: proto.DiffRequest | proto.UpdateRequest): UpdateCall {
  const state = decode(request.getOlds());
  return {
    id: request.getId(),
    state,
    oldInputs: request.hasOldInputs() ? decode(request.getOldInputs()) : state,
    newInputs: decode(request.getNews()),
    ignoredChanges: request.getIgnorechangesList(),
  };
}

function failures(faults: readonly { property: string; reason: string }[]): proto.CheckFailure[] {
  return faults.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
}

function fill<R extends proto.CreateResponse | proto.ReadResponse | proto.UpdateResponse>(
  response: R,
  { properties, secrets, refreshBeforeUpdate }: Outcome,
): R {
  response.setProperties(encode(properties, secrets));
  response.setRefreshBeforeUpdate(refreshBeforeUpdate);
  return response;
}

/**
 * A handler of one request and one answer; what it throws becomes the engine's error. It can ask whether the engine
 * still waits for the answer.
 */
function unary<Q, A>(handle: (request: Q, isRequestActive: () => boolean) => A | Promise<A>) {
  return (call: ServerUnaryCall<Q, A>, answer: sendUnaryData<A>): void => {
    Promise.resolve()
      .then(() => handle(call.request, () => !call.cancelled))
      .then(
        (response) => {
          answer(null, response);
        },
        (error: unknown) => {
          answer(serviceError(error));
        },
      );
  };
}
