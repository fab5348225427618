import type { ServiceError } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Raw } from "./values";
import { raw, struct, urn as sessionUrn } from "./values";

interface Methods {
  handshake: [proto.ProviderHandshakeRequest, proto.ProviderHandshakeResponse];
  attach: [PluginAttach, Empty];
  getPluginInfo: [Empty, PluginInfo];
  getSchema: [proto.GetSchemaRequest, proto.GetSchemaResponse];
  checkConfig: [proto.CheckRequest, proto.CheckResponse];
  diffConfig: [proto.DiffRequest, proto.DiffResponse];
  configure: [proto.ConfigureRequest, proto.ConfigureResponse];
  check: [proto.CheckRequest, proto.CheckResponse];
  diff: [proto.DiffRequest, proto.DiffResponse];
  create: [proto.CreateRequest, proto.CreateResponse];
  read: [proto.ReadRequest, proto.ReadResponse];
  update: [proto.UpdateRequest, proto.UpdateResponse];
  delete: [proto.DeleteRequest, Empty];
  invoke: [proto.InvokeRequest, proto.InvokeResponse];
  cancel: [Empty, Empty];
  construct: [proto.ConstructRequest, proto.ConstructResponse];
  call: [proto.CallRequest, proto.CallResponse];
  parameterize: [proto.ParameterizeRequest, proto.ParameterizeResponse];
  getMapping: [proto.GetMappingRequest, proto.GetMappingResponse];
  getMappings: [proto.GetMappingsRequest, proto.GetMappingsResponse];
}
export type Method = keyof Methods;

export interface Checked {
  readonly inputs: Raw;
  readonly failures: { property: string; reason: string }[];
}

/** A resource as the engine's state holds it. */
export interface Resource {
  readonly id: string;
  readonly inputs: Raw;
  readonly outputs: Raw;
  readonly refreshBeforeUpdate: boolean;
}

/** The engine's side of the protocol, with values as its messages hold them. */
export class Plugin {
  /** @param urn the URN of the resource in each request. Default: that of a session. */
  constructor(
    readonly client: ResourceProviderClient,
    private readonly urn = sessionUrn,
  ) {}

  /** The same provider, with requests for a resource of another type, such as `Environment`. */
  of(type: string): Plugin {
    return new Plugin(this.client, this.urn.replace("Session", type));
  }

  /** Sends a request as it is. */
  send<M extends Method>(method: M, request: Methods[M][0]): Promise<Methods[M][1]> {
    type Call = (
      request: unknown,
      done: (error: ServiceError | null, response: Methods[M][1]) => void,
    ) => void;
    return new Promise((resolve, reject) => {
      (this.client[method] as unknown as Call).call(this.client, request, (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }

  handshake(engineAddress: string): Promise<proto.ProviderHandshakeResponse> {
    const request = new proto.ProviderHandshakeRequest().setEngineAddress(engineAddress);
    return this.send("handshake", request);
  }

  attach(engineAddress: string): Promise<Empty> {
    return this.send("attach", new PluginAttach().setAddress(engineAddress));
  }

  cancel(): Promise<Empty> {
    return this.send("cancel", new Empty());
  }

  configure(args: Raw, name = "default_0_1_0"): Promise<proto.ConfigureResponse> {
    return this.send("configure", new proto.ConfigureRequest().setArgs(struct(args)).setName(name));
  }

  async checkConfig(news: Raw): Promise<Checked> {
    return checkedOf(await this.send("checkConfig", new proto.CheckRequest().setNews(struct(news))));
  }

  async check(news: Raw, olds: Raw = {}, resource = this.urn): Promise<Checked> {
    const request = new proto.CheckRequest().setUrn(resource).setNews(struct(news)).setOlds(struct(olds));
    return checkedOf(await this.send("check", request));
  }

  async create(inputs: Raw, parts: { preview?: boolean; timeout?: number } = {}): Promise<Resource> {
    const request = new proto.CreateRequest()
      .setUrn(this.urn)
      .setProperties(struct(inputs))
      .setPreview(parts.preview ?? false)
      .setTimeout(parts.timeout ?? 0);
    const response = await this.send("create", request);
    return writtenResource(response.getId(), inputs, response);
  }

  /** Checks inputs and creates a session with them. */
  async make(given: Raw = {}): Promise<Resource> {
    const { inputs } = await this.check({ leaseTime: 30, ...given });
    return this.create(inputs);
  }

  /** Diffs against the resource with some inputs changed; an undefined one is removed. */
  async diff(
    resource: Resource,
    changes: Raw = {},
    ignoreChanges: string[] = [],
  ): Promise<proto.DiffResponse> {
    const request = new proto.DiffRequest()
      .setUrn(this.urn)
      .setId(resource.id)
      .setOlds(struct(resource.outputs))
      .setOldInputs(struct(resource.inputs))
      .setNews(struct(changed(resource.inputs, changes)))
      .setIgnorechangesList(ignoreChanges);
    return this.send("diff", request);
  }

  /** Checks the inputs and diffs them, as an update does. Without a check, the diff after a read is a refresh's. */
  async checkAndDiff(
    resource: Resource,
    changes: Raw = {},
    ignoreChanges: string[] = [],
  ): Promise<proto.DiffResponse> {
    await this.check(changed(resource.inputs, changes), resource.inputs);
    return this.diff(resource, changes, ignoreChanges);
  }

  async update(
    resource: Resource,
    changes: Raw = {},
    parts: { preview?: boolean; timeout?: number; ignoreChanges?: string[] } = {},
  ): Promise<Resource> {
    const inputs = changed(resource.inputs, changes);
    const request = new proto.UpdateRequest()
      .setUrn(this.urn)
      .setId(resource.id)
      .setOlds(struct(resource.outputs))
      .setOldInputs(struct(resource.inputs))
      .setNews(struct(inputs))
      .setPreview(parts.preview ?? false)
      .setTimeout(parts.timeout ?? 0)
      .setIgnorechangesList(parts.ignoreChanges ?? []);
    return writtenResource(resource.id, inputs, await this.send("update", request));
  }

  /** Reads a resource of the state, as a refresh does. */
  read({ id, outputs, inputs }: Pick<Resource, "id" | "inputs" | "outputs">): Promise<proto.ReadResponse> {
    const request = new proto.ReadRequest()
      .setUrn(this.urn)
      .setId(id)
      .setProperties(struct(outputs))
      .setInputs(struct(inputs));
    return this.send("read", request);
  }

  /** Reads by an id only, as an import does. */
  readById(id: string): Promise<proto.ReadResponse> {
    return this.send("read", new proto.ReadRequest().setUrn(this.urn).setId(id).setProperties(new Struct()));
  }

  /** The resource as a refresh leaves it. Fails if the session has ended. */
  async refresh(resource: Resource): Promise<Resource> {
    return resourceOf(await this.read(resource));
  }

  async delete(id: string, outputs: Raw = {}): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(this.urn).setId(id).setProperties(struct(outputs));
    await this.send("delete", request);
  }

  async invoke(token: string, args: Raw): Promise<Raw> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(struct(args));
    return raw((await this.send("invoke", request)).getReturn());
  }

  list(request: proto.ListRequest): Promise<proto.ListResponse[]> {
    return new Promise((resolve, reject) => {
      const responses: proto.ListResponse[] = [];
      const stream = this.client.list(request);
      stream.on("data", (response: proto.ListResponse) => responses.push(response));
      stream.on("error", reject);
      stream.on("end", () => {
        resolve(responses);
      });
    });
  }
}

/** The resource as a create or an update leaves it. */
function writtenResource(
  id: string,
  inputs: Raw,
  response: proto.CreateResponse | proto.UpdateResponse,
): Resource {
  return {
    id,
    inputs,
    outputs: raw(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
  };
}

export function resourceOf(response: proto.ReadResponse): Resource {
  if (response.getId() === "") throw new Error("the session is gone");
  return {
    id: response.getId(),
    inputs: raw(response.getInputs()),
    outputs: raw(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
  };
}

function checkedOf(response: proto.CheckResponse): Checked {
  const failures = response
    .getFailuresList()
    .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
  return { inputs: raw(response.getInputs()), failures };
}

function changed(inputs: Raw, changes: Raw): Raw {
  return Object.fromEntries(
    Object.entries({ ...inputs, ...changes }).filter(([, value]) => value !== undefined),
  );
}
