import { expect } from "chai";
import { Headers } from "node-fetch";
import type { TasknetError } from "../../provider/tasknet/errors";
import { isTasknetError } from "../../provider/tasknet/errors";
import { Redactor } from "../../provider/tasknet/redact";
import { parseResponse } from "../../provider/tasknet/response";
import { sessionSchema } from "../../provider/tasknet/schemas";

describe("client: large error responses", () => {
  const secret = "the-secret-of-an-environment";
  const bytes = 8 * 1024 * 1024;

  /** The error of a response with a text, and the number of characters that were searched for secrets. */
  function read(text: string): { error: TasknetError; searched: number } {
    const { redact } = new Redactor([secret]);
    let searched = 0;
    const counting = (part: string): string => {
      searched += part.length;
      return redact(part);
    };
    const response = { status: 500, headers: new Headers() as never, text };
    try {
      parseResponse(sessionSchema, response, { method: "GET", path: "/" }, counting, 0);
    } catch (error) {
      if (isTasknetError(error)) return { error, searched };
    }
    throw new Error("expected a TasknetError");
  }

  const pages: readonly [what: string, text: string][] = [
    ["a large page", `<html><p>out of order</p>${"<b>x</b> ".repeat(bytes / 9)}</html>`],
    ["a large text", `out of order ${"x".repeat(bytes)}`],
    ["unclosed markup", `out of order ${"<".repeat(bytes)}`],
    ["large JSON", JSON.stringify({ message: `out of order ${"x".repeat(bytes)}`, code: "y".repeat(100) })],
    ["JSON with a large message", JSON.stringify({ message: `out of order ${"x".repeat(200_000)}` })],
    ["JSON with a large code", JSON.stringify({ message: "out of order", code: "y".repeat(200_000) })],
  ];
  for (const [what, text] of pages) {
    it(`searches only a small part of ${what} for secrets, and quotes its start`, () => {
      const { error, searched } = read(text);
      expect(error.detail).to.contain("out of order");
      expect(error.detail).to.have.length.at.most(203);
      expect(searched).to.be.below(50_000);
    });
  }

  it("shows no part of a secret, wherever the message is cut", () => {
    // White space is removed, so that the quote reaches the end of the text that is read.
    for (let before = 15_000; before < 17_000; before += 7) {
      const { error } = read(`down ${" ".repeat(before)}${secret} ${" ".repeat(20_000)}`);
      expect(error.detail).to.not.match(/the-|secret-of|environment/);
    }
  });

  it("shows no part of an encoded secret, wherever the message is cut", () => {
    const encoded = Array.from(secret, (letter) => `%26%23${letter.charCodeAt(0)}%3B`).join("");
    for (let before = 15_900; before < 16_500; before += 3) {
      const { error } = read(`down ${" ".repeat(before)}${encoded} ${" ".repeat(20_000)}`);
      expect(error.detail).to.not.contain("%26%23");
    }
  });
});
