import { expect } from "chai";
import { useFakeTimers } from "sinon";
import { Deadline } from "../../provider/tasknet/deadline";

describe("Deadline", () => {
  it("leaves no timer if it is cleared while a request waits in the queue", () => {
    const clock = useFakeTimers();
    try {
      const deadline = new Deadline(10_000);
      deadline.pause();
      deadline.clear();
      deadline.resume();
      expect(clock.countTimers()).to.equal(0);
      clock.tick(20_000);
      expect(deadline.signal.aborted).to.be.false;
    } finally {
      clock.restore();
    }
  });
});
