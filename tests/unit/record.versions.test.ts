import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { recordKey } from "../../provider/resource";
import { propertiesOf, recordedState, stateFrom } from "../../provider/session";
import { at, id, origin, ownFingerprint, stateOf, without } from "./fixtures";

type Properties = Record<string, unknown>;

/** The properties of a session with a lease of 30 minutes as the first version recorded them. */
function firstVersion(over: Properties = {}, record: Properties = {}): Properties {
  return { ...propertiesOf(stateOf()), [recordKey]: { origin, fingerprintGiven: false, ...record }, ...over };
}

/** The properties of a session with another record. */
function withRecord(change: (record: Properties) => Properties): Properties {
  const properties = propertiesOf(stateOf());
  return { ...properties, [recordKey]: change(properties[recordKey] as Properties) };
}

describe("stateFrom", () => {
  describe("of a record of the first version", () => {
    const cases: { title: string; properties: Properties; lease: SessionState["lease"] }[] = [
      {
        title: "uses the recorded expiry as both bounds after an own lease",
        properties: firstVersion({}, { ownUpdatedAt: at(0) }),
        lease: { earliest: at(30), latest: at(30), setAt: at(0) },
      },
      {
        title: "allows for the maximum lease after a change by another client",
        properties: firstVersion({ updatedAt: at(10) }, { ownUpdatedAt: at(0) }),
        lease: { earliest: at(30), latest: at(70), setAt: at(0) },
      },
      {
        title: "allows for the maximum lease of an imported session",
        properties: firstVersion({ updatedAt: at(10) }),
        lease: { earliest: at(30), latest: at(70) },
      },
      {
        title:
          "keeps the recorded expiry if it is later than the maximum lease after a change by another client",
        properties: firstVersion({ updatedAt: at(-40) }),
        lease: { earliest: at(30), latest: at(30) },
      },
      {
        title: "allows for the maximum lease if the reported lease time is longer than the declared one",
        properties: firstVersion({ currentLeaseTime: 31 }, { ownUpdatedAt: at(0) }),
        lease: { earliest: at(30), latest: at(90), setAt: at(0) },
      },
      {
        title: "uses the recorded expiry as both bounds of an unconfirmed session",
        properties: without(firstVersion() as { updatedAt: string }, "updatedAt"),
        lease: { earliest: at(30), latest: at(30) },
      },
    ];
    for (const { title, properties, lease } of cases) {
      it(title, () => {
        const state = recordedState(id, properties);
        expect(state.lease).to.deep.equal(lease);
        expect(state).to.include({ sessionUUID: id, expiresAt: at(30), fingerprintUUID: ownFingerprint });
        expect(state).to.not.have.property("ownCreateAt");
      });
    }

    it("writes the current version with equal facts", () => {
      const state = recordedState(id, firstVersion({}, { ownUpdatedAt: at(0) }));
      expect(propertiesOf(state)[recordKey]).to.have.property("version", 2);
      expect(recordedState(id, propertiesOf(state))).to.deep.equal(state);
    });
  });

  it("rejects a record of a newer version with one error that names both versions", () => {
    const newer = withRecord(() => ({ version: 3, anything: "else" }));
    expect(() => stateFrom(id, newer))
      .to.throw(`could not use the state of session ${id}: its version is 3`)
      .with.property("message")
      .that.contains("up to 2")
      .and.contains("Install that version");
  });

  describe("of a malformed record", () => {
    const cases: { title: string; properties: Properties; path: string }[] = [
      {
        title: "rejects a record that is not an object",
        properties: withRecord(() => [] as never),
        path: "the record is missing or malformed",
      },
      {
        title: "rejects a version that is not a number",
        properties: withRecord((record) => ({ ...record, version: "2" })),
        path: "version",
      },
      {
        title: "rejects a lease without a latest expiry",
        properties: withRecord((record) => ({ ...record, lease: { earliest: at(30) } })),
        path: "lease.latest",
      },
      {
        title: "rejects an expiry that is not a timestamp",
        properties: withRecord((record) => ({ ...record, lease: { earliest: "soon", latest: at(30) } })),
        path: "lease.earliest is not a timestamp",
      },
      {
        title: "rejects a record without an origin",
        properties: withRecord((record) => without(record as { origin: unknown }, "origin")),
        path: "origin",
      },
      {
        title: "rejects a mode that would leave the path of the API",
        properties: withRecord((record) => ({ ...record, origin: { ...origin, mode: ".." } })),
        path: "origin.mode must be a path segment",
      },
      {
        title: "rejects an expiresAt that is not a timestamp",
        properties: { ...propertiesOf(stateOf()), expiresAt: "soon" },
        path: "expiresAt is not a timestamp",
      },
      {
        title: "rejects properties without a leaseTime",
        properties: without(propertiesOf(stateOf()) as { leaseTime: unknown }, "leaseTime"),
        path: "leaseTime",
      },
    ];
    for (const { title, properties, path } of cases) {
      it(title, () => {
        expect(() => stateFrom(id, properties))
          .to.throw(`could not use the state of session ${id}: ${path}`)
          .with.property("message")
          .that.contains("Nothing was called");
      });
    }
  });

  for (const endpoint of [
    "http://api.example.test",
    "https://user:secret-pw@api.example.test",
    "ftp://api.example.test",
    "nowhere",
    "",
  ]) {
    for (const [version, properties] of Object.entries({
      current: withRecord((record) => ({ ...record, origin: { ...origin, endpoint } })),
      first: firstVersion({}, { origin: { ...origin, endpoint } }),
    })) {
      it(`rejects a recorded endpoint that must not receive a key (${endpoint}, ${version} version)`, () => {
        expect(() => stateFrom(id, properties))
          .to.throw(`could not use the state of session ${id}: origin.endpoint`)
          .with.property("message")
          .that.does.not.contain("secret-pw");
      });
    }
  }

  it("accepts a recorded endpoint of the loopback interface", () => {
    const endpoint = "http://127.0.0.1:8080";
    const properties = withRecord((record) => ({ ...record, origin: { ...origin, endpoint } }));
    expect(recordedState(id, properties).origin.endpoint).to.equal(endpoint);
  });
});
