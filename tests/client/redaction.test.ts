import { expect } from "chai";
import { FetchError } from "node-fetch";
import { inspect } from "node:util";
import type { TasknetError } from "../../provider/tasknet/errors";
import type { Fetch } from "../../provider/tasknet/transport";
import { Redactor } from "../../provider/tasknet/redact";
import { defaultAccount } from "../../simulator";
import { bodyShapes } from "../../simulator/faults";
import { anyId, body, kit, plainServers, rejection, reply, simulators, wireSession } from "./fixtures";

// Every character that some encoding changes, around a word by which even a part of a secret is found.
const canary = {
  apiKey: `k<canary-a>  &"canary-b"'+/=%\\canary-c`,
  environmentSecret: `e<canary-d>  &"canary-e"'+/=%\\canary-f`,
  fingerprintSecret: `f<canary-g>  &"canary-h"'+/=%\\canary-i`,
};
const secrets = { environmentSecret: canary.environmentSecret, fingerprintSecret: canary.fingerprintSecret };
const echo = Object.values(canary).join(" and ");

/** Everything that a log, a stack trace or a debugger could show of an error. */
function expectClean(error: TasknetError): void {
  const shown = [
    error.message,
    error.detail,
    error.stack,
    error.code,
    error.requestId,
    String(error),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    inspect(error, { depth: Infinity, showHidden: true }),
  ].join("\n");
  expect(shown).to.not.match(/canary/i);
  expect(error.cause).to.equal(undefined);
}

describe("client: redaction", () => {
  const simulate = simulators();
  const serve = plainServers();
  const own = { apiKey: canary.apiKey };

  for (const bodyShape of bodyShapes) {
    for (const status of [400, 401, 404, 409, 429, 500, 503]) {
      it(`an error ${status} of shape ${bodyShape} that echoes the secrets`, async () => {
        const sim = await simulate({
          faults: [
            {
              operation: "CreateSession",
              status,
              bodyShape,
              message: `refused: ${echo}`,
              code: `CODE ${echo}`,
              headers: { "X-Request-Id": `id ${echo}` },
            },
          ],
        });
        const { client } = kit(sim.url, {}, own);
        const error = await rejection(client.createSession(body, secrets, { timeoutMs: 1 }));
        expect(error.status).to.equal(status);
        expect(error.requestId).to.equal("id [secret] and [secret] and [secret]");
        if (bodyShape !== "empty")
          expect(error.detail).to.contain("refused: [secret] and [secret] and [secret]");
        expectClean(error);
      });
    }
  }

  const encodings: Record<string, (text: string) => string> = {
    "as it is": (text) => text,
    JSON: (text) => JSON.stringify(text),
    "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)),
    "JSON safe for HTML": (text) =>
      JSON.stringify(text).replace(/[<>&']/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    "JSON with capital digits": (text) =>
      JSON.stringify(text).replace(/[<>&/]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`),
    "JSON with escaped slashes": (text) => JSON.stringify(text).replaceAll("/", "\\/"),
    URL: (text) => encodeURIComponent(text),
    "URL in small letters": (text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
    "URL twice": (text) => encodeURIComponent(encodeURIComponent(text)),
    "HTML twice": (text) =>
      text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll('"', "&quot;")
        .replaceAll("&", "&amp;"),
    "URL in JSON": (text) => JSON.stringify(encodeURI(text).replaceAll("/", "\\/")),
    "a form": (text) => new URLSearchParams({ text }).toString(),
    HTML: (text) =>
      text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    "HTML with numbers": (text) => text.replace(/[^a-z]/g, (c) => `&#${c.charCodeAt(0)};`),
    "HTML with hexadecimal numbers": (text) =>
      text.replace(/[^a-z]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    "HTML with padded numbers": (text) => text.replaceAll("'", "&#039;"),
    "capital letters": (text) => text.toUpperCase(),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    for (const [what, value] of Object.entries(canary)) {
      it(`the ${what} echoed as ${name}, in text, markup and JSON`, async () => {
        const payloads = [
          `no: ${encode(value)}`,
          `<html><p class="${encode(value)}">no: ${encode(value)}</p></html>`,
          JSON.stringify({ message: `no: ${encode(value)}` }),
          JSON.stringify({ unknown: encode(value) }),
        ];
        const server = await serve((_, response) => {
          reply(response, 400, payloads.shift() ?? "");
        });
        const { client } = kit(server.url, {}, own);
        while (payloads.length > 0) {
          const error = await rejection(client.createSession(body, secrets));
          expect(error.detail).to.contain("[secret]");
          expectClean(error);
        }
      });
    }
  }

  it("a secret at the place where a long text is cut", async () => {
    for (let length = 150; length <= 200; length += 1) {
      const sim = await simulate({
        faults: [
          { operation: "ListSessions", status: 400, message: `${"x".repeat(length)}${canary.apiKey}` },
        ],
      });
      expectClean(await rejection(kit(sim.url, {}, own).client.listSessions()));
    }
  });

  for (const [what, known] of Object.entries({
    "of an earlier create": async ({ client }: ReturnType<typeof kit>) => {
      await client.createSession(body, secrets);
    },
    "that it was told": ({ client }: ReturnType<typeof kit>) => {
      client.keepSecret(...Object.values(secrets));
    },
  })) {
    it(`a GET, a list, a PATCH and a DELETE that echo the secrets ${what}`, async () => {
      const operations = ["GetSession", "ListSessions", "UpdateSession", "EndSession"] as const;
      const faults = operations.map((operation) => ({ operation, status: 400, message: `no: ${echo}` }));
      const accounts = [{ ...defaultAccount, apiKey: canary.apiKey }];
      const sim = await simulate({ faults, accounts });
      const made = kit(sim.url, {}, own);
      await known(made);
      for (const call of [
        () => made.client.getSession(anyId),
        () => made.client.listSessions(),
        () => made.client.updateSession(anyId, 5),
        () => made.client.endSession(anyId),
      ])
        expectClean(await rejection(call()));
    });
  }

  it("a secret of the settings that no call has sent", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 400, message: echo }] });
    const settings = { ...own, secrets: Object.values(secrets) };
    expectClean(await rejection(kit(sim.url, {}, settings).client.listSessions()));
  });

  it("a secret of thousands of characters", async () => {
    const apiKey = "canary-".repeat(1000);
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 400, message: apiKey }] });
    const error = await rejection(kit(sim.url, {}, { apiKey }).client.listSessions());
    expect(error.detail).to.equal("[secret]");
    expectClean(error);
  });

  const malformed: [what: string, payload: string][] = [
    ["a field of the wrong kind", JSON.stringify({ ...wireSession, createdAt: echo })],
    ["a secret for a name", JSON.stringify({ ...wireSession, [canary.apiKey]: 1, status: 3 })],
    ["no JSON", `ok: ${echo}`],
    ["JSON cut off", JSON.stringify({ ...wireSession, driver: echo }).slice(0, -1)],
    ["a list", JSON.stringify([echo])],
  ];
  for (const [what, payload] of malformed) {
    it(`an answer that breaks the contract: ${what}`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, payload);
      });
      const error = await rejection(kit(server.url, {}, own).client.createSession(body, secrets));
      expect(error.kind).to.equal("invalidResponse");
      expectClean(error);
    });
  }

  it("a redirect's target", async () => {
    const server = await serve((_, response) => {
      response.writeHead(302, { Location: `/?key=${encodeURIComponent(canary.apiKey)}` }).end();
    });
    expectClean(await rejection(kit(server.url, {}, own).client.listSessions()));
  });

  it("what a terminal or a log would act on", async () => {
    const text = "a\u001b[2Jb\n::error::c\u009bd";
    const fault = { operation: "ListSessions", status: 400, message: text, code: text } as const;
    const error = await rejection(kit((await simulate({ faults: [fault] })).url).client.listSessions());
    expect(error.detail).to.equal("a [2Jb ::error::c d");
    expect(error.message).to.not.match(/\p{Cc}/u);
  });

  const failures: [what: string, error: Error][] = [
    ["a message", new Error(`request failed: ${echo}`)],
    ["a message with a cause", new Error("request failed", { cause: new Error(echo) })],
    [
      "an error of node-fetch",
      new FetchError(`request failed: ${echo}`, "system", {
        code: "ECONNRESET",
        errno: "ECONNRESET",
        message: echo,
        syscall: echo,
      }),
    ],
    ["a code", Object.assign(new Error("request failed"), { code: echo })],
    ["properties", Object.assign(new Error("request failed"), { headers: canary })],
  ];
  for (const [what, failure] of failures) {
    it(`a connection that fails with the secrets in ${what}`, async () => {
      const fetch: Fetch = () => Promise.reject(failure);
      const error = await rejection(
        kit("http://127.0.0.1:1", { fetch }, own).client.createSession(body, secrets),
      );
      expect(error.kind).to.equal("connection");
      expectClean(error);
    });
  }

  it("an error that is told before a wait, and that the deadline's error names", async () => {
    const fault = { operation: "ListSessions", status: 500, message: `no: ${canary.apiKey}` } as const;
    const sim = await simulate({ faults: [fault] });
    const { client, timers } = kit(sim.url, {}, own);
    const statuses: string[] = [];
    const error = await rejection(
      client.listSessions({
        timeoutMs: 10_000,
        onRetry: (status) => {
          statuses.push(status);
          timers.fire(10_000);
        },
      }),
    );
    expect(error.detail).to.contain("before that").and.contain("no: [secret]");
    expect(statuses).to.have.length(1);
    expect(statuses[0]).to.contain("[secret]").and.not.contain(canary.apiKey);
    expectClean(error);
  });

  for (const status of [400, 404, 500]) {
    it(`a session's VNC password in the body of an error ${status}`, async () => {
      const session = { vncPassword: "canary-password" };
      const payloads = [
        JSON.stringify(session),
        JSON.stringify({
          message: `upstream said ${JSON.stringify(session)}`,
        }),
        `{"vncPassword": "canary-password`,
        ...[1, 2, 3].map((times) => {
          let text = JSON.stringify({ ...session, vncPassword: 'x"y\\"canary-password\\' });
          for (let time = 1; time < times; time += 1) text = JSON.stringify({ text });
          return JSON.stringify({ message: text });
        }),
      ];
      const server = await serve((_, response) => {
        reply(response, status, payloads.shift() ?? "");
      });
      const { client } = kit(server.url);
      while (payloads.length > 0) {
        const error = await rejection(client.getSession(anyId, { timeoutMs: 1 }));
        expectClean(error);
      }
    });
  }

  describe("Redactor", () => {
    const rows: [what: string, secrets: (string | undefined)[], text: string, expected: string][] = [
      ["every occurrence", ["hush"], "hush, hush!", "[secret], [secret]!"],
      ["a secret within a word", ["hush"], "unhushed", "un[secret]ed"],
      ["the longer of two first", ["hush", "hush-more"], "hush-more", "[secret]"],
      ["the longer of two first, in any order", ["hush-more", "hush"], "hush-more", "[secret]"],
      ["none given", [], "hush", "hush"],
      ["undefined ones", [undefined, "hush"], "hush", "[secret]"],
      ["too short to be a secret", ["abc", ""], "abc", "abc"],
      ["four characters", ["abcd"], "abcd", "[secret]"],
      [
        "what means something in a pattern",
        ["a.*+?^${}()|[]\\/b"],
        "a.*+?^${}()|[]\\/b axxb",
        "[secret] axxb",
      ],
      ["what means something in a replacement", ["hush"], "$& hush $1", "$& [secret] $1"],
      ["a part of a longer run of it", ["hushhush"], "hushhushhush", "[secret]"],
      ["what seems encoded with what follows it", ["hush%"], "hush%41", "[secret]41"],
      ["what seems encoded itself", ["hush%41"], "hush%41 hush%2541 hushA", "[secret] [secret] [secret]"],
      ["what does so with what follows it", ["hush%41%"], "hush%41%42", "[secret]42"],
      ["nothing for what is too short once decoded", ["%41%42"], "AB", "AB"],
      ["nothing for backslashes", ["\\\\\\\\"], "a\\b", "a\\b"],
      [
        "letters beyond ASCII",
        ["schlüssel"],
        "schl%C3%BCssel schl\\u00fcssel schl&#252;ssel",
        "[secret] [secret] [secret]",
      ],
    ];
    for (const [what, secrets, text, expected] of rows) {
      it(`removes ${what}`, () => {
        expect(new Redactor(secrets).redact(text)).to.equal(expected);
      });
    }
  });
});
