import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { Raw } from "./fixtures";
import { providerStarter, secret, struct, unknown } from "./fixtures";

describe("CheckConfig", () => {
  const startProvider = providerStarter();

  const refused: [string, string, unknown, RegExp][] = [
    [
      "an unknown key, with the nearest name",
      "apikey",
      "k",
      /no configuration "apikey"; did you mean "apiKey"\?$/,
    ],
    ["an unknown key like no other, with all names", "zzzzzzzz", "k", /the keys are apiKey, apiKeyId, /],
    ["an endpoint that is no URL", "endpoint", "api.tasknet.co", /is not a URL/],
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
      /no user name or password/,
    ],
    ["a mode that leads out of the API", "mode", "..", /must be a path segment/],
    [
      "a key with a line break at its end",
      "apiKey",
      "key\n",
      /printable ASCII without spaces or line breaks/,
    ],
    ["a flag that is none", "refreshBeforeUpdate", "maybe", /must be true or false/],
    ["a number", "mode", 5, /must be a string/],
    ["a number for a flag", "refreshBeforeUpdate", 0, /must be true or false/],
    ["a flag for a text", "apiKeyId", true, /must be a string/],
    ["an object", "endpoint", { url: "https://api.tasknet.co" }, /must be a string/],
  ];
  for (const [name, property, value, reason] of refused) {
    it(`refuses ${name}`, async () => {
      const { plugin } = await startProvider();
      const { failures } = await plugin.checkConfig({ [property]: value });
      expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
      expect(failures[0]?.reason).to.match(reason);
    });
  }

  it("tells all failures at once, and no value of a key", async () => {
    const { plugin } = await startProvider();
    const news = { apiKey: "sesame\n", endpoint: "x", mode: "..", other: "y", apiKeyId: "id" };
    const { failures } = await plugin.checkConfig(news);
    expect(failures.map(({ property }) => property)).to.have.members(["apiKey", "endpoint", "mode", "other"]);
    expect(JSON.stringify(failures)).to.not.contain("sesame");
  });

  const accepted: [string, Raw][] = [
    ["nothing, since the environment may give it all", {}],
    ["empty values", { apiKey: "", endpoint: "", mode: "", refreshBeforeUpdate: "" }],
    ["nulls", { apiKey: null, apiKeyId: secret(null), endpoint: null }],
    ["unknown values", { apiKey: unknown, endpoint: unknown, mode: unknown, refreshBeforeUpdate: unknown }],
    ["an unknown secret", { apiKey: secret(unknown) }],
    ["what the engine adds", { version: "0.1.0", pluginDownloadURL: "github://x", __internal: {} }],
    ["a flag as text", { refreshBeforeUpdate: "false" }],
    ["a flag", { refreshBeforeUpdate: false }],
    ["http on loopback", { endpoint: "http://127.0.0.1:8080/" }],
  ];
  for (const [name, news] of accepted) {
    it(`accepts ${name}`, async () => {
      const { plugin } = await startProvider();
      expect((await plugin.checkConfig(news)).failures).to.deep.equal([]);
    });
  }

  it("marks secrets, which the engine sends plain, and keeps the marks that came", async () => {
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

  it("copies nothing of the environment", async () => {
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
    { name: "nothing", olds: { apiKey: "a" }, news: { apiKey: "a" }, diffs: [] },
    { name: "a key", olds: { apiKey: "a" }, news: { apiKey: "b" }, diffs: ["apiKey"] },
    { name: "a key that is secret now", olds: { apiKey: "a" }, news: { apiKey: secret("a") }, diffs: [] },
    { name: "a key not known yet", olds: { apiKey: "a" }, news: { apiKey: unknown }, diffs: ["apiKey"] },
    {
      name: "all credentials",
      olds: { apiKey: "a", apiKeyId: "a", environmentId: "a", environmentSecret: "a" },
      news: { apiKey: "b", apiKeyId: "b", environmentId: "b", environmentSecret: "b" },
      diffs: ["apiKey", "apiKeyId", "environmentId", "environmentSecret"],
    },
    { name: "a key that the environment gives now", olds: { apiKey: "a" }, news: {}, diffs: ["apiKey"] },
    { name: "the mode", olds: {}, news: { mode: "public" }, diffs: ["mode"], replaces: ["mode"] },
    {
      name: "the endpoint",
      olds: { endpoint: "https://a.test" },
      news: { endpoint: "https://b.test" },
      diffs: ["endpoint"],
      replaces: ["endpoint"],
    },
    {
      name: "the endpoint, not known yet",
      olds: {},
      news: { endpoint: unknown },
      diffs: ["endpoint"],
      replaces: ["endpoint"],
    },
    {
      name: "a default written out",
      olds: {},
      news: { endpoint: "https://api.tasknet.co", mode: "private" },
      diffs: [],
    },
    { name: "a default left out", olds: { mode: "private", refreshBeforeUpdate: true }, news: {}, diffs: [] },
    { name: "an empty value for none", olds: { mode: "" }, news: { mode: null, endpoint: "" }, diffs: [] },
    {
      name: "an endpoint written otherwise",
      olds: {},
      news: { endpoint: "https://API.tasknet.co/" },
      diffs: [],
    },
    {
      name: "a flag",
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
    { name: "the plugin's version", olds: { version: "0.1.0" }, news: { version: "0.2.0" }, diffs: [] },
  ];
  for (const { name, olds, news, diffs, replaces = [] } of cases) {
    it(`${name} ${replaces.length > 0 ? "replaces" : diffs.length > 0 ? "changes in place" : "is no change"}`, async () => {
      const { plugin } = await startProvider();
      const request = new proto.DiffRequest()
        .setOldInputs(struct(olds))
        .setOlds(struct(olds))
        .setNews(struct(news));
      const answer = await plugin.send("diffConfig", request);
      expect(answer.getChanges()).to.equal(diffs.length > 0 ? DIFF_SOME : DIFF_NONE);
      expect(answer.getDiffsList()).to.have.members(diffs);
      expect(answer.getReplacesList()).to.deep.equal(replaces);
    });
  }
});
