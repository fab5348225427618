import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { defaultAccount } from "../../simulator/index";
import type { Raw } from "./fixtures";
import { calls, failure, providerStarter, secret, struct } from "./fixtures";

const { apiKey, apiKeyId } = defaultAccount;

describe("Configure", () => {
  const startProvider = providerStarter();

  const incomplete: [string, Raw][] = [
    ["no values", {}],
    ["null values", { apiKey: null, apiKeyId: null }],
    // `pulumi do` sends unset values in this form.
    ["secret null values", { apiKey: secret(null), apiKeyId: secret(null) }],
    ["empty values", { apiKey: secret(""), apiKeyId: "" }],
  ];
  for (const [name, args] of incomplete) {
    it(`reports all missing settings at once and how to set them for ${name}`, async () => {
      const { plugin } = await startProvider();
      const error = await failure(plugin.configure(args));
      expect(error.code).to.equal(status.INVALID_ARGUMENT);
      expect(error.details.split("\n")).to.deep.equal([
        "the Tasknet configuration is not complete:",
        "  - tasknet:apiKey is missing: run `pulumi config set --secret tasknet:apiKey` or set TASKNET_API_KEY",
        "  - tasknet:apiKeyId is missing: run `pulumi config set tasknet:apiKeyId VALUE` or set TASKNET_API_KEY_ID",
      ]);
    });
  }

  it("reports invalid and missing settings by both names, without the value of a key", async () => {
    const { plugin } = await startProvider();
    const error = await failure(plugin.configure({ apiKey: secret("sesame\n"), endpoint: "http://x.test" }));
    expect(error.code).to.equal(status.INVALID_ARGUMENT);
    expect(error.details).to.match(/tasknet:apiKey \(TASKNET_API_KEY\) must be printable/);
    expect(error.details).to.match(/tasknet:apiKeyId is missing/);
    expect(error.details).to.match(/tasknet:endpoint \(TASKNET_ENDPOINT\) must be an https URL/);
    expect(error.details).to.not.contain("sesame");
  });

  it("uses the default of an optional value that is null or empty", async () => {
    const { plugin, sim } = await startProvider();
    const args = {
      apiKey: secret(apiKey),
      apiKeyId,
      endpoint: sim.url,
      mode: secret(null),
      environmentId: "",
    };
    await plugin.configure(args);
    await plugin.make();
    expect(sim.sessions()[0]?.mode).to.equal("private");
    expect(sim.ledger[0]?.headers).to.not.include("x-environment-id");
  });

  it("configures the provider without a request", async () => {
    const { sim } = await startProvider();
    expect(calls(sim)).to.deep.equal([]);
  });

  // The given values of an explicit provider are meant for it. The default provider has the engine's own name, or none.
  const precedence: [string, string | undefined, "the environment" | "the given value"][] = [
    ["the default provider", "default", "the environment"],
    ["the default provider of a version", "default_0_1_0", "the environment"],
    ["a provider without a name", undefined, "the environment"],
    ["the default provider of a preview version", "default_0_1_0_alpha_2", "the environment"],
    ["a program's provider whose name starts with default", "default-eu", "the given value"],
    ["a program's provider whose name has no version", "default_eu", "the given value"],
    ["an explicit provider", "second-account", "the given value"],
    ["a provider of `pulumi do`, whose name is empty", "", "the given value"],
  ];
  for (const [name, providerName, winner] of precedence) {
    it(`prefers ${winner} for ${name}`, async () => {
      const { plugin, sim } = await startProvider();
      process.env.TASKNET_MODE = "the environment";
      const args = { apiKey: secret(apiKey), apiKeyId, endpoint: sim.url, mode: "the given value" };
      const request = new proto.ConfigureRequest().setArgs(struct(args));
      if (providerName !== undefined) request.setName(providerName);
      await plugin.send("configure", request);
      await plugin.make();
      expect(sim.sessions()[0]?.mode).to.equal(winner);
    });
  }

  it("completes the values of an explicit provider from the environment", async () => {
    const { plugin, sim } = await startProvider();
    Object.assign(process.env, {
      TASKNET_API_KEY: apiKey,
      TASKNET_API_KEY_ID: apiKeyId,
      TASKNET_ENDPOINT: sim.url,
    });
    await plugin.configure({ apiKey: secret(null), apiKeyId: "" }, "second-account");
    expect((await plugin.make()).id).to.equal(sim.sessions()[0]?.sessionUUID);
  });

  it("ignores an empty variable of the environment", async () => {
    const { plugin, config } = await startProvider();
    process.env.TASKNET_API_KEY = "";
    await plugin.configure(config);
    expect((await plugin.make()).id).to.not.be.empty;
  });

  const flags: [name: string, given: unknown, expected: boolean][] = [
    ["absent", undefined, true],
    ["an empty text", "", true],
    ["null", null, true],
    ["true", true, true],
    ["true as text", "true", true],
    ["false", false, false],
    ["false as text", "false", false],
    ["false as a secret text", secret("false"), false],
  ];
  for (const [name, given, expected] of flags) {
    it(`sets refreshBeforeUpdate to ${expected} if it is ${name}`, async () => {
      const { plugin, config } = await startProvider();
      await plugin.configure({ ...config, ...(given === undefined ? {} : { refreshBeforeUpdate: given }) });
      expect((await plugin.make()).refreshBeforeUpdate).to.equal(expected);
    });
  }

  it("refuses to configure a flag that is neither true nor false", async () => {
    const { plugin, config } = await startProvider();
    const error = await failure(plugin.configure({ ...config, refreshBeforeUpdate: "maybe" }));
    expect(error.code).to.equal(status.INVALID_ARGUMENT);
    expect(error.details).to.contain(
      "tasknet:refreshBeforeUpdate (TASKNET_REFRESH_BEFORE_UPDATE) must be true",
    );
  });

  it("sends the environment of the configuration with a create", async () => {
    const { plugin, sim } = await startProvider({
      config: { environmentId: "e", environmentSecret: secret("s3cret") },
    });
    await plugin.make();
    expect(sim.ledger[0]?.headers).to.include.members(["x-environment-id", "x-environment-secret"]);
  });

  it("keeps the earlier configuration after a failed Configure", async () => {
    const { plugin } = await startProvider();
    await failure(plugin.configure({}));
    expect((await plugin.make()).id).to.not.be.empty;
  });
});
