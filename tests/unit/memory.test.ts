import { expect } from "chai";
import { ProcessMemory } from "../../provider/session";
import { fingerprintA, fingerprintB, id, inputs, otherId, startMs } from "./fixtures";

describe("ProcessMemory", () => {
  let memory: ProcessMemory;
  beforeEach(() => {
    memory = new ProcessMemory();
  });

  it("recognizes own sessions without regard to case", () => {
    memory.addOwn(id.toUpperCase());
    expect(memory.isOwn(id)).to.be.true;
    expect(memory.isOwn(otherId)).to.be.false;
  });

  it("remembers a failed create by its resource until it is forgotten", () => {
    const timing = { sentTicks: startMs, respondedTicks: startMs };
    const failed = { inputs: inputs(), timing, error: new Error("cut") };
    memory.addFailedCreate("one", failed);
    expect(memory.failedCreate("one")).to.equal(failed);
    expect(memory.failedCreate("two")).to.be.undefined;
    memory.forgetFailedCreate("two");
    expect(memory.failedCreate("one")).to.equal(failed);
    memory.forgetFailedCreate("one");
    expect(memory.failedCreate("one")).to.be.undefined;
  });

  it("remembers the sessions whose init failed", () => {
    memory.addInitFailed(id);
    expect(memory.isInitFailed(id)).to.be.true;
    expect(memory.isInitFailed(otherId)).to.be.false;
  });

  it("remembers the resources whose create precedes a DELETE", () => {
    memory.addReplacement("one");
    expect(memory.isReplacement("one")).to.be.true;
    expect(memory.isReplacement("two")).to.be.false;
  });

  it("remembers the last ended session of a fingerprint without regard to case", () => {
    memory.addEnded(fingerprintA, { sessionUUID: id, isPending: true });
    memory.addEnded(fingerprintA.toUpperCase(), { sessionUUID: otherId, isPending: false });
    expect(memory.endedWith(fingerprintA)).to.deep.equal({ sessionUUID: otherId, isPending: false });
    expect(memory.endedWith(fingerprintB)).to.be.undefined;
    expect(memory.endedWith(undefined)).to.be.undefined;
  });
});
