import { expect } from "chai";
import type { Fault } from "../../simulator/index";
import { simulators } from "./fixtures";

describe("simulator: validation of faults", () => {
  const simulate = simulators();

  const invalid: [object, string][] = [
    [{ operation: "PostSession", status: 500 }, "operation"],
    [{ operation: "GetSession" }, "give one of"],
    [{ operation: "GetSession", status: 500, cut: "after" }, "at most one"],
    [{ operation: "GetSession", cut: "after", retryAfter: 1 }, "need a status"],
    [{ operation: "GetSession", status: 99 }, "fault.status"],
    [{ operation: "GetSession", status: 500, nth: 0 }, "fault.nth"],
    [{ operation: "GetSession", malformed: "missing-field:" }, "fault.malformed"],
    [{ operation: "GetSession", headers: { "bad name": "x" } }, "HTTP headers"],
    [{ operation: "GetSession", status: 500, statsu: 1 }, "statsu"],
    [{ operation: "GetSession", body: "x", delayMs: 1 }, "need a status"],
    [{ operation: "GetSession", status: 500, body: "x", bodyShape: "html" }, "give body, or bodyShape"],
    [{ operation: "GetSession", status: 500, body: "x", message: "m" }, "give body, or bodyShape"],
    [{ operation: "GetSession", status: 500, contentType: "text/plain" }, "contentType needs a body"],
    [{ operation: "GetSession", status: 500, body: "x", contentType: "a\nb" }, "fault.contentType"],
    [{ operation: "GetSession", cut: "connect", holdMs: 1 }, "cut connect comes at once"],
  ];
  for (const [fault, message] of invalid) {
    it(`rejects the fault ${JSON.stringify(fault)}`, async () => {
      const sim = await simulate();
      expect(() => {
        sim.addFault(fault as Fault);
      }).to.throw(message);
    });
  }
});
