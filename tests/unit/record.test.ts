import { expect } from "chai";
import type { SessionState } from "../../provider/session";
import { propertiesOf, recordedState, secretProperties, stateFrom } from "../../provider/session";
import { fingerprintA, id, importedStateOf, inputs, otherId, stateOf, unconfirmedStateOf } from "./fixtures";

describe("the record of a session", () => {
  const given = { fingerprintUUID: fingerprintA, fingerprintSecret: "s", renewBefore: 5 };
  const states: Record<string, SessionState> = {
    "a session": stateOf(given, { vncPassword: "pw" }),
    "an imported session": importedStateOf(),
    "a session that was not confirmed": unconfirmedStateOf(),
  };
  for (const [name, state] of Object.entries(states)) {
    it(`gives ${name} back as it was, through JSON, too`, () => {
      const properties = JSON.parse(JSON.stringify(propertiesOf(state))) as Record<string, unknown>;
      expect(recordedState(id, properties)).to.deep.equal(state);
    });
  }

  it("shows inputs and outputs, and keeps its own facts under a name that the engine hides", () => {
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

  it("is of the session that the resource's id names", () => {
    expect(recordedState(otherId, propertiesOf(stateOf())).sessionUUID).to.equal(otherId);
  });

  it("that no step wrote is none, and an error where one is needed", () => {
    expect(stateFrom(id, { leaseTime: 30 })).to.be.undefined;
    expect(() => recordedState(id, { leaseTime: 30 })).to.throw(id);
  });

  it("has three secrets", () => {
    expect(secretProperties).to.have.members(["vncPassword", "fingerprintSecret", "environmentSecret"]);
  });
});
