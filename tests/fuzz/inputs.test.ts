import { expect } from "chai";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { decode, encode } from "../../provider/plugin/properties";
import { unknownValue } from "../../provider/resource";
import { check, inputNames, inputSpecs } from "../../provider/session";
import { resolveSettings, SettingsError, settingSpecs } from "../../provider/settings";

/** Random JSON under valid, similar and random names. */
const anyInputs = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...inputNames),
    fc.string(),
    fc.constantFrom("__proto__", "constructor", "leasetime"),
  ),
  fc.oneof(fc.jsonValue(), fc.constant(unknownValue), fc.integer({ min: -1, max: 62 }), fc.string()),
);

describe("check: random inputs", () => {
  it("reports each failure with a reason, or returns only valid inputs", () => {
    fc.assert(
      fc.property(anyInputs, (newInputs) => {
        const { inputs, failures } = check(newInputs);
        for (const { property, reason } of failures) {
          expect(property).to.be.a("string");
          expect(reason).to.be.a("string").and.not.be.empty;
        }
        if (failures.length > 0) return;
        for (const [name, value] of Object.entries(inputs)) {
          const isAllowed =
            value === unknownValue ||
            inputSpecs[name as keyof typeof inputSpecs].schema.safeParse(value).success;
          expect(isAllowed, name).to.be.true;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("returns the same inputs if it checks its own result", () => {
    fc.assert(
      fc.property(anyInputs, (newInputs) => {
        const once = check(newInputs);
        if (once.failures.length === 0) expect(check(once.inputs)).to.deep.equal(once);
      }),
    );
  });

  it("shows no secret in the reason of a failure", () => {
    const canary = "canary-7f3a91";
    fc.assert(
      fc.property(
        fc.constantFrom("fingerprintSecret", "environmentSecret"),
        fc.array(fc.string()),
        (name, rest) => {
          const { failures } = check({ leaseTime: 5, [name]: [canary, ...rest] });
          expect(failures).to.have.length(1);
          expect(JSON.stringify(failures)).to.not.include(canary);
        },
      ),
    );
  });
});

describe("resolveSettings: random configuration", () => {
  const names = Object.keys(settingSpecs) as (keyof typeof settingSpecs)[];
  const values = fc.record(
    Object.fromEntries(
      names.map((name) => [name, fc.option(fc.oneof(fc.string(), fc.webUrl()), { nil: undefined })]),
    ),
  ) as fc.Arbitrary<Record<string, string | undefined>>;

  it("returns a valid endpoint, or throws an error with all faults and without secrets", () => {
    fc.assert(
      fc.property(values, fc.boolean(), (stored, isExplicit) => {
        try {
          const { endpoint } = resolveSettings((name) => stored[name], {}, isExplicit);
          const { username, password, search, hash } = new URL(endpoint);
          expect([username, password, search, hash].join("")).to.equal("");
          expect(endpoint).to.match(/^https?:\/\/.*[^/]$/);
        } catch (error) {
          expect(error).to.be.instanceOf(SettingsError);
          const { faults, message } = error as SettingsError;
          expect(faults).to.not.be.empty;
          for (const secret of [stored.apiKey, stored.environmentSecret]) {
            // A message can contain a short text by chance.
            if (secret !== undefined && secret.length > 8) expect(message).to.not.include(secret);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("plugin properties: random messages", () => {
  const anyStruct = fc.dictionary(
    fc.string(),
    fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JavaScriptValue>,
  );

  it("decodes to the same properties after an encode", () => {
    fc.assert(
      fc.property(anyStruct, (message) => {
        const { plain, secrets } = decode(Buffer.from(Struct.fromJavaScript(message).serializeBinary()));
        const decodedAgain = decode(encode(plain, secrets));
        expect(decodedAgain.plain).to.deep.equal(plain);
        expect([...decodedAgain.secrets]).to.deep.equal([...secrets]);
      }),
      { numRuns: 1_000 },
    );
  });
});
