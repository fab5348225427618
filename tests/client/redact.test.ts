import { expect } from "chai";
import { FetchError } from "node-fetch";
import { inspect } from "node:util";
import type { TasknetError } from "../../provider/tasknet/errors";
import type { Fetch } from "../../provider/tasknet/transport";
import { defaultAccount } from "../../simulator";
import { bodyShapes } from "../../simulator/faults";
import {
  anyId,
  body,
  createClient,
  plainServers,
  rejection,
  reply,
  simulators,
  wireSession,
} from "./fixtures";

// Each secret contains every character that an encoding changes, and "canary", which reveals even a part of it.
const canary = {
  apiKey: `k<canary-a>  &"canary-b"'+/=%\\canary-c`,
  environmentSecret: `e<canary-d>  &"canary-e"'+/=%\\canary-f`,
  fingerprintSecret: `f<canary-g>  &"canary-h"'+/=%\\canary-i`,
};
const secrets = { environmentSecret: canary.environmentSecret, fingerprintSecret: canary.fingerprintSecret };
const echo = Object.values(canary).join(" and ");

/** Expects no secret in anything that a log, a stack trace or a debugger could show of an error. */
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
      it(`redacts the secrets that a ${status} of shape ${bodyShape} echoes`, async () => {
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
        const { client } = createClient(sim.url, {}, own);
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
    "plain text": (text) => text,
    JSON: (text) => JSON.stringify(text),
    "JSON in JSON": (text) => JSON.stringify(JSON.stringify(text)),
    "JSON safe for HTML": (text) =>
      JSON.stringify(text).replace(/[<>&']/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    "JSON with upper-case digits": (text) =>
      JSON.stringify(text).replace(/[<>&/]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`),
    "JSON with escaped slashes": (text) => JSON.stringify(text).replaceAll("/", "\\/"),
    URL: (text) => encodeURIComponent(text),
    "URL in lower case": (text) => encodeURIComponent(text).replace(/%../g, (c) => c.toLowerCase()),
    "URL twice": (text) => encodeURIComponent(encodeURIComponent(text)),
    "HTML twice": (text) =>
      text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll('"', "&quot;")
        .replaceAll("&", "&amp;"),
    "URL in JSON": (text) => JSON.stringify(encodeURI(text).replaceAll("/", "\\/")),
    "form data": (text) => new URLSearchParams({ text }).toString(),
    HTML: (text) =>
      text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    "HTML with numbers": (text) => text.replace(/[^a-z]/g, (c) => `&#${c.charCodeAt(0)};`),
    "HTML with hexadecimal numbers": (text) =>
      text.replace(/[^a-z]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    "HTML with padded numbers": (text) => text.replaceAll("'", "&#039;"),
    "upper case": (text) => text.toUpperCase(),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    for (const [what, value] of Object.entries(canary)) {
      it(`redacts the ${what} that is echoed as ${name} in text, markup and JSON`, async () => {
        const payloads = [
          `no: ${encode(value)}`,
          `<html><p class="${encode(value)}">no: ${encode(value)}</p></html>`,
          JSON.stringify({ message: `no: ${encode(value)}` }),
          JSON.stringify({ unknown: encode(value) }),
        ];
        const server = await serve((_, response) => {
          reply(response, 400, payloads.shift() ?? "");
        });
        const { client } = createClient(server.url, {}, own);
        while (payloads.length > 0) {
          const error = await rejection(client.createSession(body, secrets));
          expect(error.detail).to.contain("[secret]");
          expectClean(error);
        }
      });
    }
  }

  it("redacts a secret at the position where a long message is cut", async () => {
    for (let length = 150; length <= 200; length += 1) {
      const sim = await simulate({
        faults: [
          { operation: "ListSessions", status: 400, message: `${"x".repeat(length)}${canary.apiKey}` },
        ],
      });
      expectClean(await rejection(createClient(sim.url, {}, own).client.listSessions()));
    }
  });

  for (const [what, known] of Object.entries({
    "of an earlier create": async ({ client }: ReturnType<typeof createClient>) => {
      await client.createSession(body, secrets);
    },
    "that a caller registered": ({ client }: ReturnType<typeof createClient>) => {
      client.keepSecret(...Object.values(secrets));
    },
  })) {
    it(`redacts the secrets ${what} in errors of other operations`, async () => {
      const operations = ["GetSession", "ListSessions", "UpdateSession", "EndSession"] as const;
      const faults = operations.map((operation) => ({ operation, status: 400, message: `no: ${echo}` }));
      const accounts = [{ ...defaultAccount, apiKey: canary.apiKey }];
      const sim = await simulate({ faults, accounts });
      const testClient = createClient(sim.url, {}, own);
      await known(testClient);
      for (const call of [
        () => testClient.client.getSession(anyId),
        () => testClient.client.listSessions(),
        () => testClient.client.updateSession(anyId, 5),
        () => testClient.client.endSession(anyId),
      ])
        expectClean(await rejection(call()));
    });
  }

  it("redacts a secret of the settings that no call has sent", async () => {
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 400, message: echo }] });
    const settings = { ...own, secrets: Object.values(secrets) };
    expectClean(await rejection(createClient(sim.url, {}, settings).client.listSessions()));
  });

  it("redacts a secret of thousands of characters", async () => {
    const apiKey = "canary-".repeat(1000);
    const sim = await simulate({ faults: [{ operation: "ListSessions", status: 400, message: apiKey }] });
    const error = await rejection(createClient(sim.url, {}, { apiKey }).client.listSessions());
    expect(error.detail).to.equal("[secret]");
    expectClean(error);
  });

  const malformed: [what: string, payload: string][] = [
    ["a property of the wrong type", JSON.stringify({ ...wireSession, createdAt: echo })],
    ["a secret as the name of a property", JSON.stringify({ ...wireSession, [canary.apiKey]: 1, status: 3 })],
    ["text instead of JSON", `ok: ${echo}`],
    ["truncated JSON", JSON.stringify({ ...wireSession, driver: echo }).slice(0, -1)],
    ["an array", JSON.stringify([echo])],
  ];
  for (const [what, payload] of malformed) {
    it(`redacts the secrets in a malformed response with ${what}`, async () => {
      const server = await serve((_, response) => {
        reply(response, 200, payload);
      });
      const error = await rejection(createClient(server.url, {}, own).client.createSession(body, secrets));
      expect(error.kind).to.equal("invalidResponse");
      expectClean(error);
    });
  }

  it("redacts the secrets in the target of a redirect", async () => {
    const server = await serve((_, response) => {
      response.writeHead(302, { Location: `/?key=${encodeURIComponent(canary.apiKey)}` }).end();
    });
    expectClean(await rejection(createClient(server.url, {}, own).client.listSessions()));
  });

  it("removes control characters from an error", async () => {
    const text = "a\u001b[2Jb\n::error::c\u009bd";
    const fault = { operation: "ListSessions", status: 400, message: text, code: text } as const;
    const error = await rejection(
      createClient((await simulate({ faults: [fault] })).url).client.listSessions(),
    );
    expect(error.detail).to.equal("a [2Jb ::error::c d");
    expect(error.message).to.not.match(/\p{Cc}/u);
  });

  const failures: [what: string, error: Error][] = [
    ["the message", new Error(`request failed: ${echo}`)],
    ["the cause", new Error("request failed", { cause: new Error(echo) })],
    [
      "the details",
      new FetchError(`request failed: ${echo}`, "system", {
        code: "ECONNRESET",
        errno: "ECONNRESET",
        message: echo,
        syscall: echo,
      }),
    ],
    ["the code", Object.assign(new Error("request failed"), { code: echo })],
    ["the properties", Object.assign(new Error("request failed"), { headers: canary })],
  ];
  for (const [what, failure] of failures) {
    it(`redacts the secrets in ${what} of a failed connection`, async () => {
      const fetch: Fetch = () => Promise.reject(failure);
      const error = await rejection(
        createClient("http://127.0.0.1:1", { fetch }, own).client.createSession(body, secrets),
      );
      expect(error.kind).to.equal("connection");
      expectClean(error);
    });
  }

  it("redacts an error that a status line and the error of a deadline quote", async () => {
    const fault = { operation: "ListSessions", status: 500, message: `no: ${canary.apiKey}` } as const;
    const sim = await simulate({ faults: [fault] });
    const { client, timers } = createClient(sim.url, {}, own);
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
    it(`redacts the VNC password of a session in the body of a ${status}`, async () => {
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
      const { client } = createClient(server.url);
      while (payloads.length > 0) {
        const error = await rejection(client.getSession(anyId, { timeoutMs: 1 }));
        expectClean(error);
      }
    });
  }
});
