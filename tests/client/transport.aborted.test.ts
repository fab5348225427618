import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "chai";
import { isTasknetError, sendRequest, systemFetch } from "../../provider/tasknet";
import { systemTimers } from "../../provider/tasknet/clock";

describe("client: a request that is aborted before it is sent", () => {
  for (const [method, body] of [
    ["GET", undefined],
    ["PATCH", "{}"],
    ["POST", "{}"],
  ] as const) {
    it(`rejects a ${method} as cancelled, without an uncaught error`, async () => {
      const uncaught: unknown[] = [];
      const note = (error: unknown): void => void uncaught.push(error);
      process.prependListener("uncaughtException", note);
      const mocha = process.listeners("uncaughtException").filter((listener) => listener !== note);
      for (const listener of mocha) process.off("uncaughtException", listener);
      try {
        const sent = sendRequest(
          {
            url: "http://127.0.0.1:9/private/v1/sessions",
            method,
            isCreate: method === "POST",
            headers: {},
            body,
            facts: { method, path: "/private/v1/sessions" },
            signal: AbortSignal.abort(),
            timeoutMs: undefined,
            redact: (text) => text,
          },
          systemFetch,
          systemTimers,
        );
        const error: unknown = await sent.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        await nextTurn();
        expect(isTasknetError(error) && error.kind).to.equal("cancelled");
        expect(uncaught).to.be.empty;
      } finally {
        process.off("uncaughtException", note);
        for (const listener of mocha) process.on("uncaughtException", listener);
      }
    });
  }
});
