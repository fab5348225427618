import { expect } from "chai";
import { misspeltSettings, resolveSettings, SettingsError } from "../../provider/settings";

describe("misspeltSettings", () => {
  const config = (...keys: string[]): string =>
    JSON.stringify(Object.fromEntries(keys.map((key) => [key, "secret-value"])));

  for (const [key, meant] of [
    ["tasknet:apikey", "apiKey"],
    ["tasknet:enpoint", "endpoint"],
    ["tasknet:config:apiKeyID", "apiKeyId"],
  ] as const) {
    it(`names the key that ${key} means, and shows no value`, () => {
      const [fault, ...others] = misspeltSettings(config(key, "tasknet:mode", "other:apikey"));
      expect(fault).to.match(/^tasknet:\w+ is not a configuration key; /);
      expect(fault).to.contain(`did you mean "${meant}"?`).and.not.contain("secret-value");
      expect(others).to.deep.equal([]);
    });
  }

  it("lets keys pass that are near to no setting", () => {
    expect(misspeltSettings(config("tasknet:region", "tasknet:replicas", "tasknet:a:b"))).to.deep.equal([]);
  });

  for (const text of [undefined, "", "no JSON", "null", "7", '"text"']) {
    it(`finds no key in the configuration ${text === undefined ? "that is absent" : JSON.stringify(text)}`, () => {
      expect(misspeltSettings(text)).to.deep.equal([]);
    });
  }

  it("reports a misspelt key together with the missing ones", () => {
    const misspelt = misspeltSettings(config("tasknet:apikey"));
    expect(() => resolveSettings(() => undefined, {}, false, misspelt))
      .to.throw(SettingsError)
      .with.property("faults")
      .that.has.length(3);
  });
});
