import { expect } from "chai";
import { decode, encode } from "../../provider/plugin/properties";
import { unknownValue } from "../../provider/resource";
import type { Raw } from "./fixtures";
import { output, providerStarter, rawOf, secret, structBytes, unknown } from "./fixtures";

/** The unknown markers of the protocol, by the kind of value that they replace. */
const unknownTexts: Readonly<Record<string, string>> = {
  text: unknown,
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
};

/** A reference to a resource, which a program passes in place of its id. */
function resource(fields: { id?: string }): Raw {
  return {
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    urn: "urn:pulumi:s::p::t::n",
    packageVersion: "",
    ...fields,
  };
}

function decoded(values: Raw): { plain: Raw; secrets: string[] } {
  const { plain, secrets } = decode(structBytes(values));
  return { plain, secrets: [...secrets] };
}

describe("values of the protocol", () => {
  for (const [kind, text] of Object.entries(unknownTexts)) {
    it(`decodes an unknown ${kind} at each depth`, () => {
      const { plain, secrets } = decoded({ a: text, b: [text], c: { d: text }, e: secret(text) });
      expect(plain).to.deep.equal({
        a: unknownValue,
        b: [unknownValue],
        c: { d: unknownValue },
        e: unknownValue,
      });
      expect(secrets).to.deep.equal(["e"]);
    });
  }

  const cases: [string, unknown, { value: unknown; isSecret: boolean }][] = [
    ["a text", "x", { value: "x", isSecret: false }],
    ["an empty text", "", { value: "", isSecret: false }],
    ["zero", 0, { value: 0, isSecret: false }],
    ["false", false, { value: false, isSecret: false }],
    ["null, and omits it", null, { value: undefined, isSecret: false }],
    ["a secret", secret("x"), { value: "x", isSecret: true }],
    ["a secret of false", secret(false), { value: false, isSecret: true }],
    ["a secret of null, and omits it", secret(null), { value: undefined, isSecret: true }],
    ["a secret of a secret", secret(secret("x")), { value: "x", isSecret: true }],
    ["a secret in a list", ["x", secret("y")], { value: ["x", "y"], isSecret: true }],
    ["a secret in an object", { k: { l: secret(1) } }, { value: { k: { l: 1 } }, isSecret: true }],
    ["a null in a list", ["x", null], { value: ["x", null], isSecret: false }],
    ["an output", output({ value: "x" }), { value: "x", isSecret: false }],
    ["an output of null, and omits it", output({ value: null }), { value: undefined, isSecret: false }],
    ["a resource, and returns its id", resource({ id: "x" }), { value: "x", isSecret: false }],
    ["a resource that is not yet created", resource({ id: "" }), { value: unknownValue, isSecret: false }],
    ["a resource of unknown id", resource({ id: unknown }), { value: unknownValue, isSecret: false }],
    ["a component, and returns its URN", resource({}), { value: "urn:pulumi:s::p::t::n", isSecret: false }],
    ["a secret resource", secret(resource({ id: "x" })), { value: "x", isSecret: true }],
    ["an unknown output", output({}), { value: unknownValue, isSecret: false }],
    ["a secret output", output({ value: "x", secret: true }), { value: "x", isSecret: true }],
    ["an unknown secret output", output({ secret: true }), { value: unknownValue, isSecret: true }],
    [
      "an output that is marked as not secret",
      output({ value: "x", secret: false }),
      { value: "x", isSecret: false },
    ],
    ["a secret in an output", output({ value: [secret("x")] }), { value: ["x"], isSecret: true }],
    ["an output in a secret", secret(output({ value: "x" })), { value: "x", isSecret: true }],
  ];
  for (const [name, given, { value, isSecret }] of cases) {
    it(`decodes a property that is ${name}`, () => {
      const { plain, secrets } = decoded({ name: given });
      expect(plain).to.deep.equal(value === undefined ? {} : { name: value });
      expect(secrets).to.deep.equal(isSecret ? ["name"] : []);
    });
  }

  it("decodes an absent message as empty", () => {
    expect(decode(undefined)).to.deep.equal({ plain: {}, secrets: new Set() });
    expect(decode(structBytes({}))).to.deep.equal({ plain: {}, secrets: new Set() });
  });

  it("encodes the same values that it decoded", () => {
    const given = {
      text: "x",
      number: 1.5,
      no: false,
      list: [1, ["x"], { k: unknown }],
      object: { k: { l: "x" }, none: null },
      unknown,
      secret: secret({ k: unknown }),
    };
    const { plain, secrets } = decode(structBytes(given));
    expect(rawOf(encode(plain, secrets))).to.deep.equal(given);
  });

  it("omits an undefined value, with or without a secret mark", () => {
    expect(rawOf(encode({ a: undefined, b: { c: undefined }, d: 1 }, ["a", "absent"]))).to.deep.equal({
      b: {},
      d: 1,
    });
  });

  it("encodes a secret mark once, whatever names it", () => {
    expect(rawOf(encode({ a: "x", b: unknownValue }, ["a", "b", "a"]))).to.deep.equal({
      a: secret("x"),
      b: secret(unknown),
    });
  });
});

describe("values on the wire", () => {
  const startProvider = providerStarter();

  it("marks a property as secret in the response if a value inside it is secret", async () => {
    const { plugin } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: 5, driver: { nested: secret("api") } });
    expect(inputs.driver).to.deep.equal(secret({ nested: "api" }));
  });

  it("treats null inputs as absent", async () => {
    const { plugin } = await startProvider();
    const { inputs, failures } = await plugin.check({
      leaseTime: 5,
      driver: null,
      fingerprintSecret: secret(null),
    });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.include({ driver: "puppeteer" }).and.not.have.any.keys("fingerprintSecret");
  });

  it("accepts a message beyond gRPC's default limit of 4 MiB", async () => {
    const { plugin } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: 5, environmentId: "x".repeat(5 * 1024 * 1024) });
    expect(inputs.environmentId).to.have.length(5 * 1024 * 1024);
  });
});
