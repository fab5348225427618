import type { ContextRegistry } from "../contexts";
import { unknownValue } from "../resource";
import type { RecordedOrigin } from "../resource";
import type { ResourceType } from "../resources";
import { isResourceType, resourceOf } from "../resources";
import { Cancellation } from "./cancellation";
import { diffResponse } from "./diff-response";
import { serviceError } from "./errors";
import { invoke, refuseUnknownNames } from "./functions";
import type { EngineLog } from "./log";
import type {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  Empty,
  InvokeRequest,
  InvokeResponse,
  ListRequest,
  ListResponse,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "./messages";
import { DiffResponseDiffChanges } from "./messages";
import { decode, encode } from "./properties";
import { checkConfig, configure, diffConfig, secretSettings } from "./provider-config";
import type { Outcome, UpdateCall } from "./resource";
import { ManagedResource, observationTimeoutSeconds } from "./resource";
import type { Call } from "./rpc";
import { statusCodes } from "./rpc-error";

/** What precedes the last part of a resource's type. */
const typePrefix = "tasknet:index:";

/** The operations of a provider on its configuration, its resources and its functions. */
export class Operations {
  private readonly cancellation: Cancellation;
  private contexts: ContextRegistry | undefined;
  /** Resources that a read has refreshed: the engine compares the result without a check in between. */
  private readonly refreshed = new Set<string>();

  constructor(private readonly log: EngineLog) {
    this.cancellation = new Cancellation(log);
  }

  /** Ends all requests in progress. */
  cancel(): void {
    this.cancellation.cancel();
  }

  /** Starts again after a cancel. */
  reset(): void {
    this.cancellation.reset();
  }

  checkConfig(request: CheckRequest): Partial<CheckResponse> {
    const news = decode(request.news);
    // Marked here, since the engine strips the marks and would record a key in plain text.
    const secrets = [...news.secrets, ...secretSettings];
    return { inputs: encode(news.plain, secrets), failures: checkConfig(news) };
  }

  diffConfig(request: DiffRequest): Partial<DiffResponse> {
    const olds = decode(request.oldInputs ?? request.olds);
    const { changed, replaces } = diffConfig(olds, decode(request.news));
    const { DIFF_SOME, DIFF_NONE } = DiffResponseDiffChanges;
    return { changes: changed.length > 0 ? DIFF_SOME : DIFF_NONE, diffs: changed, replaces };
  }

  configure(request: ConfigureRequest): Partial<ConfigureResponse> {
    this.cancellation.reset();
    this.contexts = configure(decode(request.args), request.name);
    return { acceptSecrets: true, supportsPreview: true, acceptResources: true, acceptOutputs: true };
  }

  check(request: CheckRequest): Partial<CheckResponse> {
    const resource = resourceOf(typeOf(request.urn));
    this.refreshed.delete(request.urn);
    const news = decode(request.news);
    const mayQuote = (name: string): boolean => !news.secrets.has(name);
    const { inputs, failures } = resource.check(news.plain, { mayQuote });
    this.warnOfInputs(request.urn, inputs);
    const secrets = [...news.secrets, ...resource.secretProperties];
    return { inputs: encode(inputs, secrets), failures };
  }

  private warnOfInputs(urn: string, inputs: Readonly<Record<string, unknown>>): void {
    // A check may come before the configuration.
    if (this.contexts === undefined) return;
    const named = { name: urn.split("::").at(-1) ?? urn, resourceKey: urn };
    const warnings = resourceOf(typeOf(urn)).checkWarnings(this.contexts.for(), inputs, named);
    for (const warning of warnings) this.log.warning(urn, warning);
  }

  async diff(request: DiffRequest): Promise<Partial<DiffResponse>> {
    const { urn } = request;
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

  async create(request: CreateRequest, { isActive }: Call): Promise<Partial<CreateResponse>> {
    const { urn } = request;
    const resource = this.resource(urn);
    const news = decode(request.properties);
    const outcome = request.preview
      ? resource.previewCreate(news)
      : await this.cancellation.run(urn, request.timeout, (options) =>
          resource.create(news, options, isActive),
        );
    return { id: outcome.id, ...responseOf(outcome) };
  }

  async read(request: ReadRequest): Promise<Partial<ReadResponse>> {
    const { id, urn } = request;
    const inputs = decode(request.inputs);
    const properties = decode(request.properties);
    const result = await this.cancellation.run(urn, request.timeout, (options) =>
      this.resource(urn).read(id, properties, inputs, options),
    );
    // An empty id with no properties at all says that the resource is gone.
    if (result === undefined) return {};
    this.refreshed.add(urn);
    return {
      id: result.outcome.id,
      ...responseOf(result.outcome),
      inputs: encode(result.inputs, [...inputs.secrets, ...resourceOf(typeOf(urn)).secretProperties]),
    };
  }

  async update(request: UpdateRequest): Promise<Partial<UpdateResponse>> {
    const { urn } = request;
    const resource = this.resource(urn);
    const call = comparison(request);
    const outcome = request.preview
      ? resource.previewUpdate(call)
      : await this.cancellation.run(urn, request.timeout, (options) => resource.update(call, options));
    return responseOf(outcome);
  }

  async delete(request: DeleteRequest): Promise<Partial<Empty>> {
    const { urn } = request;
    await this.cancellation.run(urn, request.timeout, (options) =>
      this.resource(urn).delete(request.id, decode(request.properties), options),
    );
    return {};
  }

  async invoke(request: InvokeRequest): Promise<Partial<InvokeResponse>> {
    const args = decode(request.args);
    const { plain, secrets } = await this.cancellation.run("", 0, (options) =>
      invoke(request.tok, args.plain, this.configured().for(), options),
    );
    return { return: encode(plain, secrets) };
  }

  /** The resources that match, or one response that they are not known yet. */
  async list(request: ListRequest): Promise<Partial<ListResponse>[]> {
    const type = request.token.startsWith(typePrefix) ? request.token.slice(typePrefix.length) : undefined;
    if (!isResourceType(type)) {
      throw serviceError(new Error(`there is no resource ${request.token}`), statusCodes.INVALID_ARGUMENT);
    }
    const resource = resourceOf(type);
    const query = decode(request.query).plain;
    // An empty list would say that no resource matches.
    if (Object.values(query).includes(unknownValue)) return [{ computed: {} }];
    refuseUnknownNames(query, Object.keys(resource.listInputs), `the list of ${resource.noun}s`);
    const ids = await this.cancellation.run("", 0, (options) =>
      resource.list(this.configured().for(), query, options),
    );
    const { limit } = request;
    return (limit > 0 ? ids.slice(0, limit) : ids).map((id) => ({ result: { id, name: id } }));
  }

  private resource(urn: string): ManagedResource<RecordedOrigin> {
    return new ManagedResource(resourceOf(typeOf(urn)), this.configured(), urn);
  }

  private configured(): ContextRegistry {
    if (this.contexts !== undefined) return this.contexts;
    throw serviceError(new Error("the provider is not configured"), statusCodes.FAILED_PRECONDITION);
  }
}

/** The last part of the type in a URN. */
function typeOf(urn: string): ResourceType {
  const type = urn.split("::").at(2)?.split("$").at(-1);
  const last = type?.startsWith(typePrefix) ? type.slice(typePrefix.length) : undefined;
  if (isResourceType(last)) return last;
  const text =
    type === undefined ? `"${urn}" is not the URN of a resource` : `there is no resource type ${type}`;
  throw serviceError(new Error(text), statusCodes.INVALID_ARGUMENT);
}

/** What Diff and Update compare. */
function comparison(request: DiffRequest | UpdateRequest): UpdateCall {
  const state = decode(request.olds);
  return {
    id: request.id,
    state,
    oldInputs: request.oldInputs === undefined ? state : decode(request.oldInputs),
    newInputs: decode(request.news),
    ignoredChanges: request.ignoreChanges,
  };
}

/** What the responses to Create, Read and Update have in common. */
function responseOf({ properties, secrets, refreshBeforeUpdate }: Outcome): Partial<UpdateResponse> {
  return { properties: encode(properties, secrets), refreshBeforeUpdate };
}
