import { expect } from "chai";
import { misspeltSettings, resolveSettings, SettingsError } from "../../provider/settings";

describe("misspeltSettings", () => {
  const config = (...keys: string[]): string =>
    JSON.stringify(Object.fromEntries(keys.map((key) => [key, "secret-value"])));

  for (const [key, suggestion] of [
    ["tasknet:apikey", "apiKey"],
    ["tasknet:enpoint", "endpoint"],
    ["tasknet:config:apiKeyID", "apiKeyId"],
  ] as const) {
    it(`suggests the correct key for ${key}, and shows no value`, () => {
      const [fault, ...rest] = misspeltSettings(config(key, "tasknet:mode", "other:apikey"));
      expect(fault).to.match(/^tasknet:\w+ is not a configuration key; /);
      expect(fault).to.contain(`did you mean "${suggestion}"?`).and.not.contain("secret-value");
      expect(rest).to.deep.equal([]);
    });
  }

  it("accepts keys that resemble no setting", () => {
    expect(misspeltSettings(config("tasknet:region", "tasknet:replicas", "tasknet:a:b"))).to.deep.equal([]);
  });

  for (const text of [undefined, "", "no JSON", "null", "7", '"text"']) {
    it(`finds no misspelled key in ${text === undefined ? "an absent configuration" : `the configuration ${JSON.stringify(text)}`}`, () => {
      expect(misspeltSettings(text)).to.deep.equal([]);
    });
  }

  it("reports a misspelled key together with the missing ones", () => {
    const misspelt = misspeltSettings(config("tasknet:apikey"));
    expect(() => resolveSettings(() => undefined, {}, false, misspelt))
      .to.throw(SettingsError)
      .with.property("faults")
      .that.has.length(3);
  });
});
