import { expect } from "chai";
import type { SettingName, Settings } from "../../provider/settings";
import { resolveSettings, SettingsError } from "../../provider/settings";

type Stored = Partial<Record<SettingName, string>>;

const required: Stored = { apiKey: "key-stored", apiKeyId: "id-stored" };

function resolve(stored: Stored, env: Record<string, string | undefined> = {}): Settings {
  return resolveSettings((name) => stored[name], env);
}

/** The faults of the configuration. */
function faults(stored: Stored, env: Record<string, string | undefined> = {}): readonly string[] {
  try {
    resolve(stored, env);
  } catch (error) {
    expect(error).to.be.instanceOf(SettingsError);
    for (const fault of (error as SettingsError).faults)
      expect((error as SettingsError).message).to.contain(fault);
    return (error as SettingsError).faults;
  }
  return [];
}

const variables: { name: SettingName; env: string; stored: string; given: string }[] = [
  { name: "apiKey", env: "TASKNET_API_KEY", stored: "key-a", given: "key-b" },
  { name: "apiKeyId", env: "TASKNET_API_KEY_ID", stored: "id-a", given: "id-b" },
  { name: "environmentId", env: "TASKNET_ENVIRONMENT_ID", stored: "env-a", given: "env-b" },
  { name: "environmentSecret", env: "TASKNET_ENVIRONMENT_SECRET", stored: "secret-a", given: "secret-b" },
  { name: "mode", env: "TASKNET_MODE", stored: "public", given: "staging" },
  { name: "endpoint", env: "TASKNET_ENDPOINT", stored: "https://a.test", given: "https://b.test" },
];

describe("resolveSettings", () => {
  it("sets defaults for all settings except the key and its id", () => {
    expect(resolve(required)).to.deep.equal({
      apiKey: "key-stored",
      apiKeyId: "id-stored",
      environmentId: undefined,
      environmentSecret: undefined,
      mode: "private",
      endpoint: "https://api.tasknet.co",
      refreshBeforeUpdate: true,
    });
  });

  for (const { name, env, stored, given } of variables) {
    describe(name, () => {
      it(`reads ${name} from the configuration of the stack`, () => {
        expect(resolve({ ...required, [name]: stored })).to.have.property(name, stored);
      });
      it(`prefers ${env} to the configuration of the stack`, () => {
        expect(resolve({ ...required, [name]: stored }, { [env]: given })).to.have.property(name, given);
      });
      it(`reads ${name} from ${env} if the configuration is empty`, () => {
        expect(resolve({ ...required, [name]: "" }, { [env]: given })).to.have.property(name, given);
      });
      it(`ignores ${env} if it is empty`, () => {
        expect(resolve({ ...required, [name]: stored }, { [env]: "" })).to.have.property(name, stored);
      });
    });
  }

  describe("of an explicit provider", () => {
    const explicit = (stored: Stored, env: Record<string, string>): Settings =>
      resolveSettings((name) => stored[name], env, true);
    for (const { name, env, stored, given } of variables) {
      it(`prefers ${name} of an explicit provider to ${env}`, () => {
        expect(explicit({ ...required, [name]: stored }, { [env]: given })).to.have.property(name, stored);
        expect(explicit({ ...required, [name]: "" }, { [env]: given })).to.have.property(name, given);
      });
    }
  });

  describe("refreshBeforeUpdate", () => {
    for (const [text, value] of [
      ["true", true],
      ["false", false],
    ] as const) {
      it(`reads refreshBeforeUpdate from the string "${text}"`, () => {
        expect(resolve({ ...required, refreshBeforeUpdate: text }).refreshBeforeUpdate).to.equal(value);
        const env = { TASKNET_REFRESH_BEFORE_UPDATE: text };
        const other = { ...required, refreshBeforeUpdate: String(!value) };
        expect(resolve(other, env).refreshBeforeUpdate).to.equal(value);
      });
    }
    for (const text of ["no", "0", "False", "true "]) {
      it(`rejects ${JSON.stringify(text)} as a value of refreshBeforeUpdate`, () => {
        const found = faults({ ...required, refreshBeforeUpdate: text });
        expect(found).to.have.length(1);
        expect(found[0]).to.contain("tasknet:refreshBeforeUpdate").and.contain("true or false");
      });
    }
  });

  for (const absent of [undefined, ""]) {
    it(`sets the default of a setting that is ${absent === "" ? "empty" : "absent"}`, () => {
      const stored =
        absent === undefined ? required : { ...required, environmentId: "", mode: "", endpoint: "" };
      expect(resolve(stored)).to.include({
        environmentId: undefined,
        mode: "private",
        endpoint: "https://api.tasknet.co",
      });
    });
  }

  it("reports all missing settings at once with the commands to set them", () => {
    const [key, keyId, ...rest] = faults({});
    expect(rest).to.be.empty;
    expect(key).to.contain("pulumi config set --secret tasknet:apiKey`").and.contain("TASKNET_API_KEY");
    expect(keyId).to.contain("pulumi config set tasknet:apiKeyId ").and.contain("TASKNET_API_KEY_ID");
    expect(keyId).to.not.contain("--secret");
  });

  it("reports wrong settings together with missing ones", () => {
    const found = faults({ apiKeyId: "id\n", endpoint: "nowhere", mode: ".." }).join("\n");
    for (const { name } of variables.filter(({ name }) => !name.startsWith("environment"))) {
      expect(found).to.contain(`tasknet:${name}`);
    }
    expect(faults({ apiKeyId: "id\n", endpoint: "nowhere", mode: ".." })).to.have.length(4);
  });

  describe("of an endpoint", () => {
    const good: [string, string][] = [
      ["https://api.tasknet.co", "https://api.tasknet.co"],
      ["https://api.tasknet.co/", "https://api.tasknet.co"],
      ["https://api.tasknet.co/base//", "https://api.tasknet.co/base"],
      ["https://API.tasknet.co:8443", "https://api.tasknet.co:8443"],
      ["http://localhost:8080", "http://localhost:8080"],
      ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
      ["http://[::1]:8080", "http://[::1]:8080"],
    ];
    for (const [given, normal] of good) {
      it(`normalizes the endpoint ${given} to ${normal}`, () => {
        expect(resolve({ ...required, endpoint: given }).endpoint).to.equal(normal);
      });
    }

    const bad = [
      "api.tasknet.co",
      "http://api.tasknet.co",
      "http://localhost.evil.test",
      "http://127.0.0.1.evil.test",
      "ftp://localhost",
      "https://user:hunter2@api.tasknet.co",
      "https://user@api.tasknet.co",
      "https://api.tasknet.co?key=hunter2",
      "https://api.tasknet.co#part",
    ];
    for (const endpoint of bad) {
      it(`rejects the endpoint ${endpoint}, and names its key and variable without a secret`, () => {
        const found = faults({ ...required, endpoint });
        expect(found).to.have.length(1);
        expect(found[0])
          .to.contain("tasknet:endpoint")
          .and.contain("TASKNET_ENDPOINT")
          .and.not.contain("hunter2");
      });
    }
  });

  describe("of a value for a header", () => {
    const headers = variables.filter(({ name }) => name !== "endpoint" && name !== "mode");
    const bad = [
      "hunter2\n",
      " hunter2",
      "hunter2 ",
      "hunt\r\ner2: x",
      "hunter2é",
      "hunter2\u0000",
      "hunter2\t",
      " ",
    ];
    for (const { name, env } of headers) {
      for (const value of bad) {
        it(`rejects ${JSON.stringify(value)} as ${name} without showing it`, () => {
          const found = faults({ ...required, [name]: value });
          expect(found).to.have.length(1);
          expect(found[0]).to.contain(`tasknet:${name}`).and.contain(env).and.not.contain("hunt");
        });
      }
      it(`accepts any printable text as ${name}`, () => {
        for (const value of ["x", "two words", "~!#$%&'*+-.^_`|:;,/\\\""]) {
          expect(resolve({ ...required, [name]: value })).to.have.property(name, value);
        }
      });
    }
  });

  describe("of a mode", () => {
    for (const mode of ["private", "public", "v2.1", ".hidden", "a"]) {
      it(`accepts ${mode} as the mode`, () => {
        expect(resolve({ ...required, mode }).mode).to.equal(mode);
      });
    }
    for (const mode of [".", "..", "...", " private", "private\n"]) {
      it(`rejects ${JSON.stringify(mode)} as the mode`, () => {
        const found = faults({ ...required, mode });
        expect(found).to.have.length(1);
        expect(found[0]).to.contain("tasknet:mode").and.contain("TASKNET_MODE");
      });
    }
  });
});
