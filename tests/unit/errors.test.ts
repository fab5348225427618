import { expect } from "chai";
import { errorKind, messageOf } from "../../provider/resource";
import { errorOf } from "./fixtures";

describe("errorKind and messageOf", () => {
  const cases: { name: string; thrown: unknown; kind?: string; message: string }[] = [
    {
      name: "an error of the client",
      thrown: errorOf.timeout(),
      kind: "timeout",
      message: errorOf.timeout().message,
    },
    { name: "an error of another origin", thrown: new Error("no luck"), message: "no luck" },
    {
      name: "an error whose kind is not a string",
      thrown: Object.assign(new Error("odd"), { kind: 7 }),
      message: "odd",
    },
    { name: "a string", thrown: "no luck", message: "no luck" },
    { name: "undefined", thrown: undefined, message: "undefined" },
    { name: "null", thrown: null, message: "null" },
  ];
  for (const { name, thrown, kind, message } of cases) {
    it(`finds ${kind === undefined ? "only a message" : "the kind and a message"} in ${name}`, () => {
      expect(errorKind(thrown)).to.equal(kind);
      expect(messageOf(thrown)).to.equal(message);
    });
  }
});
