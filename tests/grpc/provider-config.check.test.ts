import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Raw } from "./fixtures";
import { providerStarter, secret, struct, unknown } from "./fixtures";

describe("CheckConfig", () => {
  const startProvider = providerStarter();

  const refused: [string, string, unknown, RegExp][] = [
    [
      "an unknown key, and names the nearest one",
      "apikey",
      "k",
      /no configuration key "apikey"; did you mean "apiKey"\?$/,
    ],
    ["an unknown key like no other, and names all keys", "zzzzzzzz", "k", /the keys are apiKey, apiKeyId, /],
    ["an endpoint that is not a URL", "endpoint", "api.tasknet.co", /is not a URL/],
    [
      "an endpoint without encryption",
      "endpoint",
      "http://api.tasknet.co",
      /must be an https URL, or http on loop/,
    ],
    [
      "an endpoint with credentials",
      "endpoint",
      "https://me:word@api.tasknet.co",
      /must not contain a user name or password/,
    ],
    ["a mode that leads out of the API", "mode", "..", /must be a path segment/],
    ["a key that ends with a line break", "apiKey", "key\n", /printable ASCII without spaces or line breaks/],
    ["a flag that is neither true nor false", "refreshBeforeUpdate", "maybe", /must be true or false/],
    ["a number as the mode", "mode", 5, /must be a string/],
    ["a number as a flag", "refreshBeforeUpdate", 0, /must be true or false/],
    ["a boolean as the key id", "apiKeyId", true, /must be a string/],
    ["an object as the endpoint", "endpoint", { url: "https://api.tasknet.co" }, /must be a string/],
  ];
  for (const [name, property, value, reason] of refused) {
    it(`refuses a configuration with ${name}`, async () => {
      const { plugin } = await startProvider();
      const { failures } = await plugin.checkConfig({ [property]: value });
      expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
      expect(failures[0]?.reason).to.match(reason);
    });
  }

  it("reports all invalid settings at once, without the value of a key", async () => {
    const { plugin } = await startProvider();
    const news = { apiKey: "sesame\n", endpoint: "x", mode: "..", other: "y", apiKeyId: "id" };
    const { failures } = await plugin.checkConfig(news);
    expect(failures.map(({ property }) => property)).to.have.members(["apiKey", "endpoint", "mode", "other"]);
    expect(JSON.stringify(failures)).to.not.contain("sesame");
  });

  const accepted: [string, Raw][] = [
    ["no values, which the environment may provide", {}],
    ["empty values", { apiKey: "", endpoint: "", mode: "", refreshBeforeUpdate: "" }],
    ["null values", { apiKey: null, apiKeyId: secret(null), endpoint: null }],
    ["unknown values", { apiKey: unknown, endpoint: unknown, mode: unknown, refreshBeforeUpdate: unknown }],
    ["an unknown secret", { apiKey: secret(unknown) }],
    [
      "the properties that the engine adds",
      { version: "0.1.0", pluginDownloadURL: "github://x", __internal: {} },
    ],
    ["a flag as text", { refreshBeforeUpdate: "false" }],
    ["a flag as a boolean", { refreshBeforeUpdate: false }],
    ["an http endpoint on loopback", { endpoint: "http://127.0.0.1:8080/" }],
  ];
  for (const [name, news] of accepted) {
    it(`accepts a configuration with ${name}`, async () => {
      const { plugin } = await startProvider();
      expect((await plugin.checkConfig(news)).failures).to.deep.equal([]);
    });
  }

  it("marks the secrets that the engine sends in plain text, and keeps existing marks", async () => {
    const { plugin } = await startProvider();
    const news = {
      apiKey: "k",
      apiKeyId: "id",
      environmentId: secret("e"),
      environmentSecret: unknown,
      endpoint: unknown,
      version: "0.1.0",
      mode: null,
    };
    const { inputs } = await plugin.checkConfig(news);
    expect(inputs).to.deep.equal({
      apiKey: secret("k"),
      apiKeyId: "id",
      environmentId: secret("e"),
      environmentSecret: secret(unknown),
      endpoint: unknown,
      version: "0.1.0",
    });
  });

  it("copies no value of the environment to the inputs", async () => {
    const { plugin } = await startProvider();
    process.env.TASKNET_API_KEY = "key-of-the-environment";
    process.env.TASKNET_MODE = "mode-of-the-environment";
    expect((await plugin.checkConfig({ apiKeyId: "id" })).inputs).to.deep.equal({ apiKeyId: "id" });
  });
});

describe("DiffConfig", () => {
  const startProvider = providerStarter();
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

  const cases: { name: string; olds: Raw; news: Raw; diffs: string[]; replaces?: string[] }[] = [
    { name: "equal settings", olds: { apiKey: "a" }, news: { apiKey: "a" }, diffs: [] },
    { name: "a new key", olds: { apiKey: "a" }, news: { apiKey: "b" }, diffs: ["apiKey"] },
    { name: "a key that becomes secret", olds: { apiKey: "a" }, news: { apiKey: secret("a") }, diffs: [] },
    {
      name: "a key that is not yet known",
      olds: { apiKey: "a" },
      news: { apiKey: unknown },
      diffs: ["apiKey"],
    },
    {
      name: "new credentials",
      olds: { apiKey: "a", apiKeyId: "a", environmentId: "a", environmentSecret: "a" },
      news: { apiKey: "b", apiKeyId: "b", environmentId: "b", environmentSecret: "b" },
      diffs: ["apiKey", "apiKeyId", "environmentId", "environmentSecret"],
    },
    { name: "a key that moves to the environment", olds: { apiKey: "a" }, news: {}, diffs: ["apiKey"] },
    { name: "a new mode", olds: {}, news: { mode: "public" }, diffs: ["mode"], replaces: ["mode"] },
    {
      name: "a new endpoint",
      olds: { endpoint: "https://a.test" },
      news: { endpoint: "https://b.test" },
      diffs: ["endpoint"],
      replaces: ["endpoint"],
    },
    {
      name: "an endpoint that is not yet known",
      olds: {},
      news: { endpoint: unknown },
      diffs: ["endpoint"],
      replaces: ["endpoint"],
    },
    {
      name: "an explicit default",
      olds: {},
      news: { endpoint: "https://api.tasknet.co", mode: "private" },
      diffs: [],
    },
    { name: "an omitted default", olds: { mode: "private", refreshBeforeUpdate: true }, news: {}, diffs: [] },
    {
      name: "an empty value in place of an absent one",
      olds: { mode: "" },
      news: { mode: null, endpoint: "" },
      diffs: [],
    },
    {
      name: "an endpoint in another notation",
      olds: {},
      news: { endpoint: "https://API.tasknet.co/" },
      diffs: [],
    },
    {
      name: "a new flag",
      olds: { refreshBeforeUpdate: "true" },
      news: { refreshBeforeUpdate: false },
      diffs: ["refreshBeforeUpdate"],
    },
    {
      name: "a flag as text",
      olds: { refreshBeforeUpdate: "false" },
      news: { refreshBeforeUpdate: false },
      diffs: [],
    },
    {
      name: "a new version of the plugin",
      olds: { version: "0.1.0" },
      news: { version: "0.2.0" },
      diffs: [],
    },
  ];
  for (const { name, olds, news, diffs, replaces = [] } of cases) {
    const outcome = replaces.length > 0 ? "a replacement" : diffs.length > 0 ? "an update" : "no change";
    it(`plans ${outcome} of the provider for ${name}`, async () => {
      const { plugin } = await startProvider();
      const request = new proto.DiffRequest()
        .setOldInputs(struct(olds))
        .setOlds(struct(olds))
        .setNews(struct(news));
      const response = await plugin.send("diffConfig", request);
      expect(response.getChanges()).to.equal(diffs.length > 0 ? DIFF_SOME : DIFF_NONE);
      expect(response.getDiffsList()).to.have.members(diffs);
      expect(response.getReplacesList()).to.deep.equal(replaces);
    });
  }
});
