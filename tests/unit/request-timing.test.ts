import { expect } from "chai";
import { leaseRequest } from "../../provider/session/request-timing";
import { startMs } from "./fixtures";

describe("leaseRequest", () => {
  it("converts the ticks of a request to the current time of the service", () => {
    const api = { now: () => startMs + 9_000, ticks: () => 5_000 };
    expect(leaseRequest(api, 30, { sentTicks: 1_000, respondedTicks: 3_000 })).to.deep.equal({
      minutes: 30,
      sentAt: startMs + 5_000,
      respondedAt: startMs + 7_000,
    });
  });
});
