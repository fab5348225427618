import { expect } from "chai";
import { checkWarnings, ProcessMemory } from "../../provider/session";
import { unknownValue } from "../../provider/resource/values";
import { fingerprintA, fingerprintB } from "./fixtures";

const resource = {
  name: "browser",
  resourceKey: "urn:browser",
  mode: "private",
  hasEnvironmentSecret: false,
};

describe("checkWarnings for the mode public", () => {
  const warning = (names: string): string =>
    `the mode is public, and the session uses ${names}. An outside provider hosts the browsers of this mode, and Tasknet ` +
    "advises against logins and user data there. Set tasknet:mode to private, or remove these values.";
  const cases: { title: string; inputs: object; hasEnvironmentSecret?: boolean; names?: string }[] = [
    { title: "accepts a session without an identity", inputs: { leaseTime: 5, environmentId: "e" } },
    { title: "warns of a fingerprint", inputs: { fingerprintUUID: fingerprintA }, names: "fingerprintUUID" },
    {
      title: "warns of a fingerprint that is not known yet",
      inputs: { fingerprintUUID: unknownValue },
      names: "fingerprintUUID",
    },
    {
      title: "warns of both secrets, without their values",
      inputs: { fingerprintSecret: "s3cret-f", environmentSecret: "s3cret-e" },
      names: "fingerprintSecret, environmentSecret",
    },
    {
      title: "warns of an environment secret of the configuration",
      inputs: {},
      hasEnvironmentSecret: true,
      names: "tasknet:environmentSecret",
    },
    {
      title: "names the environment secret of the session, which overrides that of the configuration",
      inputs: { environmentSecret: "s3cret-e" },
      hasEnvironmentSecret: true,
      names: "environmentSecret",
    },
  ];
  for (const { title, inputs, hasEnvironmentSecret = false, names } of cases) {
    it(title, () => {
      const warnings = checkWarnings(
        new ProcessMemory(),
        { ...inputs },
        { ...resource, mode: "public", hasEnvironmentSecret },
      );
      expect(warnings).to.deep.equal(names === undefined ? [] : [warning(names)]);
    });
  }

  it("gives no warning in the mode private", () => {
    const inputs = { fingerprintUUID: fingerprintA, fingerprintSecret: "f", environmentSecret: "e" };
    expect(checkWarnings(new ProcessMemory(), inputs, resource)).to.be.empty;
  });
});

describe("checkWarnings for a shared fingerprint", () => {
  let memory: ProcessMemory;
  beforeEach(() => {
    memory = new ProcessMemory();
  });
  const check = (name: string, fingerprintUUID: unknown): string[] =>
    checkWarnings(memory, { fingerprintUUID }, { ...resource, name, resourceKey: `urn:${name}` });

  it("names the other session of the stack, without the fingerprint", () => {
    expect(check("one", fingerprintA)).to.be.empty;
    expect(check("two", fingerprintA.toUpperCase())).to.deep.equal([
      'the session "one" of this stack uses the same fingerprintUUID. Tasknet may refuse a second session with a ' +
        "fingerprint, and both sessions may write its stored data. Give each session its own fingerprint.",
    ]);
  });

  it("accepts a second check of the same session", () => {
    check("one", fingerprintA);
    expect(check("one", fingerprintA)).to.be.empty;
  });

  it("accepts different, absent and unknown fingerprints", () => {
    check("one", fingerprintA);
    for (const fingerprint of [fingerprintB, undefined, unknownValue])
      expect(check("two", fingerprint), String(fingerprint)).to.be.empty;
  });

  it("forgets a fingerprint that a session no longer declares", () => {
    check("one", fingerprintA);
    check("one", fingerprintB);
    expect(check("two", fingerprintA)).to.be.empty;
  });
});
