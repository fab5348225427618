import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { propertiesOf, recordedState, secretProperties, stateFrom } from "../../provider/session";
import { fingerprintA, id, importedStateOf, inputs, otherId, stateOf, unconfirmedStateOf } from "./fixtures";

describe("the record of a session", () => {
  const given = { fingerprintUUID: fingerprintA, fingerprintSecret: "s", renewBefore: 5 };
  const states: Record<string, SessionState> = {
    "a session": stateOf(given, { vncPassword: "pw" }),
    "an imported session": importedStateOf(),
    "an unconfirmed session": unconfirmedStateOf(),
  };
  for (const [name, state] of Object.entries(states)) {
    it(`restores ${name} unchanged after a round trip through JSON`, () => {
      const properties = JSON.parse(JSON.stringify(propertiesOf(state))) as Record<string, unknown>;
      expect(recordedState(id, properties)).to.deep.equal(state);
    });
  }

  it("shows inputs and outputs, and records internal facts under a key that the engine hides", () => {
    const shown = Object.keys(propertiesOf(stateOf())).filter((name) => !name.startsWith("__"));
    const outputs = [
      "sessionUUID",
      "fingerprintUUID",
      "currentLeaseTime",
      "status",
      "createdAt",
      "updatedAt",
      "expiresAt",
    ];
    expect(shown).to.have.members([...Object.keys(inputs()), ...outputs]);
  });

  it("restores the session that the id of the resource names", () => {
    expect(recordedState(otherId, propertiesOf(stateOf())).sessionUUID).to.equal(otherId);
  });

  it("finds no state without a record, and throws if a state is required", () => {
    expect(stateFrom(id, { leaseTime: 30 })).to.be.undefined;
    expect(() => recordedState(id, { leaseTime: 30 })).to.throw(id);
  });

  it("lists the three secret properties", () => {
    expect(secretProperties).to.have.members(["vncPassword", "fingerprintSecret", "environmentSecret"]);
  });
});
