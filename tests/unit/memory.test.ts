import { expect } from "chai";
import { ProcessMemory } from "../../provider/session";
import { fingerprintA, fingerprintB, id, inputs, otherId, startMs } from "./fixtures";

describe("ProcessMemory", () => {
  let memory: ProcessMemory;
  beforeEach(() => {
    memory = new ProcessMemory();
  });

  it("knows our own sessions in any case of their letters", () => {
    memory.addOwn(id.toUpperCase());
    expect(memory.isOwn(id)).to.be.true;
    expect(memory.isOwn(otherId)).to.be.false;
  });

  it("knows a failed create by its resource until it is forgotten", () => {
    const timing = { sentTicks: startMs, answeredTicks: startMs };
    const failed = { inputs: inputs(), timing, error: new Error("cut") };
    memory.addFailedCreate("one", failed);
    expect(memory.failedCreate("one")).to.equal(failed);
    expect(memory.failedCreate("two")).to.be.undefined;
    memory.forgetFailedCreate("two");
    expect(memory.failedCreate("one")).to.equal(failed);
    memory.forgetFailedCreate("one");
    expect(memory.failedCreate("one")).to.be.undefined;
  });

  it("knows the sessions whose init failed", () => {
    memory.addInitFailed(id);
    expect(memory.isInitFailed(id)).to.be.true;
    expect(memory.isInitFailed(otherId)).to.be.false;
  });

  it("knows the resources whose create comes before a DELETE", () => {
    memory.addReplacement("one");
    expect(memory.isReplacement("one")).to.be.true;
    expect(memory.isReplacement("two")).to.be.false;
  });

  it("knows the last session that it ended with a fingerprint, in any case of its letters", () => {
    memory.addEnded(fingerprintA, { sessionUUID: id, isPending: true });
    memory.addEnded(fingerprintA.toUpperCase(), { sessionUUID: otherId, isPending: false });
    expect(memory.endedWith(fingerprintA)).to.deep.equal({ sessionUUID: otherId, isPending: false });
    expect(memory.endedWith(fingerprintB)).to.be.undefined;
    expect(memory.endedWith(undefined)).to.be.undefined;
  });
});
