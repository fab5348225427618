import { expect } from "chai";
import { errorKind, messageOf } from "../../provider/session";
import { errorOf } from "./fixtures";

describe("what was thrown", () => {
  const cases: { name: string; thrown: unknown; kind?: string; message: string }[] = [
    {
      name: "an error of the client",
      thrown: errorOf.timeout(),
      kind: "timeout",
      message: errorOf.timeout().message,
    },
    { name: "another error", thrown: new Error("no luck"), message: "no luck" },
    {
      name: "an error whose kind is no text",
      thrown: Object.assign(new Error("odd"), { kind: 7 }),
      message: "odd",
    },
    { name: "a text", thrown: "no luck", message: "no luck" },
    { name: "nothing", thrown: undefined, message: "undefined" },
    { name: "null", thrown: null, message: "null" },
  ];
  for (const { name, thrown, kind, message } of cases) {
    it(`${name} has ${kind === undefined ? "no kind" : "its kind"}, and a text`, () => {
      expect(errorKind(thrown)).to.equal(kind);
      expect(messageOf(thrown)).to.equal(message);
    });
  }
});
