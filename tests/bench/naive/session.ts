import * as pulumi from "@pulumi/pulumi";

/* The baseline of the benchmarks: a provider written by hand as in the guide of Pulumi to dynamic providers. */

export interface SessionArgs {
  leaseTime: pulumi.Input<number>;
  driver?: pulumi.Input<string>;
  isVncEnabled?: pulumi.Input<boolean>;
  vncMode?: pulumi.Input<string>;
}

interface Inputs {
  leaseTime: number;
  driver?: string;
  isVncEnabled?: boolean;
  vncMode?: string;
}

interface Outputs extends Inputs {
  sessionUUID: string;
  status: string;
}

async function call(method: string, path: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = {
    "X-Api-Key": process.env.TASKNET_API_KEY ?? "",
    "X-Api-Key-Id": process.env.TASKNET_API_KEY_ID ?? "",
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(`${process.env.TASKNET_ENDPOINT ?? ""}/private/v1/sessions${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok && response.status !== 404) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return response;
}

class SessionProvider implements pulumi.dynamic.ResourceProvider<Inputs, Outputs> {
  check(_olds: Inputs, news: Inputs): Promise<pulumi.dynamic.CheckResult<Inputs>> {
    const failures: pulumi.dynamic.CheckFailure[] = [];
    if (!(news.leaseTime >= 1 && news.leaseTime <= 60)) {
      failures.push({ property: "leaseTime", reason: "must be 1 to 60" });
    }
    const inputs = { driver: "puppeteer", isVncEnabled: false, vncMode: "ro", ...news };
    return Promise.resolve({ inputs, failures });
  }

  diff(_id: string, olds: Outputs, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
    const replaces = (["driver", "isVncEnabled", "vncMode"] as const).filter(
      (name) => olds[name] !== news[name],
    );
    return Promise.resolve({ changes: replaces.length > 0 || olds.leaseTime !== news.leaseTime, replaces });
  }

  async create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult<Outputs>> {
    const { leaseTime, driver, isVncEnabled, vncMode } = inputs;
    const response = await call("POST", "", { leaseTime, driver, isVncEnabled, vncMode });
    const session = (await response.json()) as Outputs;
    return { id: session.sessionUUID, outs: { ...inputs, ...session } };
  }

  async read(id: string, props?: Outputs): Promise<pulumi.dynamic.ReadResult<Outputs>> {
    const response = await call("GET", `/${id}`);
    if (response.status === 404) return {};
    const session = (await response.json()) as Outputs;
    return { id, props: { ...props, ...session } };
  }

  async update(id: string, olds: Outputs, news: Inputs): Promise<pulumi.dynamic.UpdateResult<Outputs>> {
    await call("PATCH", `/${id}`, { newLeaseTime: news.leaseTime });
    return { outs: { ...olds, ...news } };
  }

  async delete(id: string): Promise<void> {
    await call("DELETE", `/${id}`);
  }
}

export class Session extends pulumi.dynamic.Resource {
  declare readonly sessionUUID: pulumi.Output<string>;
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: SessionArgs, opts?: pulumi.CustomResourceOptions) {
    super(new SessionProvider(), name, { sessionUUID: undefined, status: undefined, ...args }, opts);
  }
}
