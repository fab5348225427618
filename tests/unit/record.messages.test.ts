import { expect } from "chai";
import { recordKey } from "../../provider/resource";
import { propertiesOf, recordedState, stateFrom } from "../../provider/session";
import { id, origin, stateOf } from "./fixtures";

type Properties = Record<string, unknown>;

/** The properties of a session with overridden facts in its record. */
function recorded(over: Properties): Properties {
  const properties = propertiesOf(stateOf());
  return { ...properties, [recordKey]: { ...(properties[recordKey] as Properties), ...over } };
}

describe("stateFrom: messages about an unusable record", () => {
  const cases: { title: string; over: Properties; why: string }[] = [
    {
      title: "names the rule that a recorded endpoint violates",
      over: { origin: { ...origin, endpoint: "ftp://api.example.test" } },
      why: "origin.endpoint must be an https URL, or http on loopback (localhost, 127.0.0.1 or [::1])",
    },
    {
      title: "rejects a recorded mode that is empty",
      over: { origin: { ...origin, mode: "" } },
      why: "origin.mode must be a path segment such as private",
    },
    {
      title: "reports a version that is a string as malformed, whatever its number",
      over: { version: "3" },
      why: "version is missing or malformed",
    },
    {
      title: "names the first of two malformed properties",
      over: { fingerprintGiven: "no", ownCreateAt: "soon" },
      why: "fingerprintGiven is missing or malformed",
    },
  ];
  for (const { title, over, why } of cases) {
    it(title, () => {
      expect(() => stateFrom(id, recorded(over))).to.throw(
        `could not use the state of session ${id}: ${why}. `,
      );
    });
  }

  it("explains that a state has no record, and how to repair it", () => {
    expect(() => recordedState(id, { leaseTime: 30 }))
      .to.throw(`it holds no "${recordKey}"`)
      .with.property("message")
      .that.contains("pulumi stack export")
      .and.contains(
        "`pulumi state delete` for this resource. The provider plugin can then import the session",
      );
  });

  for (const mode of [".hidden", "private."]) {
    it(`accepts a recorded mode with a dot (${mode})`, () => {
      expect(recordedState(id, recorded({ origin: { ...origin, mode } })).origin.mode).to.equal(mode);
    });
  }
});
