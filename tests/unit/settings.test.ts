import { expect } from "chai";
import type { SettingName, Settings } from "../../provider/settings";
import { resolveSettings, SettingsError } from "../../provider/settings";

type Stored = Partial<Record<SettingName, string>>;

const required: Stored = { apiKey: "key-stored", apiKeyId: "id-stored" };

function resolve(stored: Stored, env: Record<string, string | undefined> = {}): Settings {
  return resolveSettings((name) => stored[name], env);
}

/** The faults that the configuration has. */
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
  it("has defaults for all but the key and its id", () => {
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
      it("is the stack's configuration", () => {
        expect(resolve({ ...required, [name]: stored })).to.have.property(name, stored);
      });
      it(`is ${env} where that is set, too`, () => {
        expect(resolve({ ...required, [name]: stored }, { [env]: given })).to.have.property(name, given);
      });
      it(`is ${env} alone`, () => {
        expect(resolve({ ...required, [name]: "" }, { [env]: given })).to.have.property(name, given);
      });
      it(`is not an empty ${env}`, () => {
        expect(resolve({ ...required, [name]: stored }, { [env]: "" })).to.have.property(name, stored);
      });
    });
  }

  describe("of a provider that the program made itself", () => {
    const explicit = (stored: Stored, env: Record<string, string>): Settings =>
      resolveSettings((name) => stored[name], env, true);
    for (const { name, env, stored, given } of variables) {
      it(`${name} is what the program gave, and ${env} only where it gave none`, () => {
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
      it(`is ${text} as text`, () => {
        expect(resolve({ ...required, refreshBeforeUpdate: text }).refreshBeforeUpdate).to.equal(value);
        const env = { TASKNET_REFRESH_BEFORE_UPDATE: text };
        const other = { ...required, refreshBeforeUpdate: String(!value) };
        expect(resolve(other, env).refreshBeforeUpdate).to.equal(value);
      });
    }
    for (const text of ["no", "0", "False", "true "]) {
      it(`is not ${JSON.stringify(text)}`, () => {
        const told = faults({ ...required, refreshBeforeUpdate: text });
        expect(told).to.have.length(1);
        expect(told[0]).to.contain("tasknet:refreshBeforeUpdate").and.contain("true or false");
      });
    }
  });

  for (const absent of [undefined, ""]) {
    it(`counts ${absent === "" ? "an empty value" : "no value"} as absent`, () => {
      const stored =
        absent === undefined ? required : { ...required, environmentId: "", mode: "", endpoint: "" };
      expect(resolve(stored)).to.include({
        environmentId: undefined,
        mode: "private",
        endpoint: "https://api.tasknet.co",
      });
    });
  }

  it("tells all that is missing at once, each with how to set it", () => {
    const [key, keyId, ...rest] = faults({});
    expect(rest).to.be.empty;
    expect(key).to.contain("pulumi config set --secret tasknet:apiKey`").and.contain("TASKNET_API_KEY");
    expect(keyId).to.contain("pulumi config set tasknet:apiKeyId ").and.contain("TASKNET_API_KEY_ID");
    expect(keyId).to.not.contain("--secret");
  });

  it("tells what is wrong beside what is missing", () => {
    const told = faults({ apiKeyId: "id\n", endpoint: "nowhere", mode: ".." }).join("\n");
    for (const { name } of variables.filter(({ name }) => !name.startsWith("environment"))) {
      expect(told).to.contain(`tasknet:${name}`);
    }
    expect(faults({ apiKeyId: "id\n", endpoint: "nowhere", mode: ".." })).to.have.length(4);
  });

  describe("endpoint", () => {
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
      it(`${given} is ${normal}`, () => {
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
      it(`${endpoint} is refused, with key and variable, and no secret in it shown`, () => {
        const told = faults({ ...required, endpoint });
        expect(told).to.have.length(1);
        expect(told[0])
          .to.contain("tasknet:endpoint")
          .and.contain("TASKNET_ENDPOINT")
          .and.not.contain("hunter2");
      });
    }
  });

  describe("what a header can carry", () => {
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
        it(`${name} as ${JSON.stringify(value)} is refused and not shown`, () => {
          const told = faults({ ...required, [name]: value });
          expect(told).to.have.length(1);
          expect(told[0]).to.contain(`tasknet:${name}`).and.contain(env).and.not.contain("hunt");
        });
      }
      it(`${name} may be any printable text, of one letter, too`, () => {
        for (const value of ["x", "two words", "~!#$%&'*+-.^_`|:;,/\\\""]) {
          expect(resolve({ ...required, [name]: value })).to.have.property(name, value);
        }
      });
    }
  });

  describe("mode", () => {
    for (const mode of ["private", "public", "v2.1", ".hidden", "a"]) {
      it(`${mode} is taken`, () => {
        expect(resolve({ ...required, mode }).mode).to.equal(mode);
      });
    }
    for (const mode of [".", "..", "...", " private", "private\n"]) {
      it(`${JSON.stringify(mode)} is refused`, () => {
        const told = faults({ ...required, mode });
        expect(told).to.have.length(1);
        expect(told[0]).to.contain("tasknet:mode").and.contain("TASKNET_MODE");
      });
    }
  });
});
