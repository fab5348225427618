import { expect } from "chai";
import { drawLife } from "./life";
import type { Effect, Observation } from "./observations";
import { commands } from "./situations";
import { providers } from "../engine/session-stack";
import { readXml } from "./xml";

/** What all commands did to a session: nothing but what is given. */
function observation(situation: Observation["situation"], ...changed: Partial<Effect>[]): Observation {
  const effects = commands.flatMap((command) =>
    providers.map((provider): Effect => {
      const nothing = {
        command,
        provider,
        operation: undefined,
        calls: [],
        after: situation.state,
        isNew: false,
      };
      const change = changed.find(
        (one) => one.command === command && (one.provider === undefined || one.provider === provider),
      );
      return { ...nothing, ...change, provider };
    }),
  );
  return { situation, effects };
}

const inputs = { leaseTime: 30 };
const created = {
  command: "up",
  operation: "create",
  calls: ["POST"],
  after: "running",
  isNew: true,
} as const;

function textsOf(...observations: Observation[]): string[] {
  return readXml(drawLife(observations)).texts("text");
}

describe("the picture of a session's life", () => {
  it("labels an arrow with the command, its cause and what the engine did", () => {
    const texts = textsOf(
      observation({ state: "not created", inputs }, created),
      observation(
        { state: "running", detail: "leaseTime changed", inputs },
        { command: "up", operation: "update", calls: ["GET", "PATCH", "GET"] },
        { command: "destroy", operation: "delete", calls: ["DELETE"], after: "ended" },
      ),
    );
    expect(texts).to.include.members(["up: create", "up, leaseTime changed: update", "destroy: delete"]);
    expect(texts).to.include.members(["POST", "GET, PATCH, GET", "DELETE", "nothing to do", "no call"]);
  });

  it("names the providers where they differ, and only there", () => {
    const texts = textsOf(
      observation(
        { state: "expired", inputs },
        { ...created, provider: "dynamic", operation: "replace" },
        { ...created, provider: "plugin" },
      ),
    );
    expect(texts).to.include.members(["dynamic: replace", "plugin: create", "POST", "up: a new session"]);
    expect(texts).to.not.include("dynamic: POST");
  });

  it("says that a session is dropped from the state where it leaves it without a call that ends it", () => {
    const refreshed = {
      command: "refresh",
      operation: "delete",
      calls: ["GET"],
      after: "not created",
    } as const;
    expect(textsOf(observation({ state: "expired", inputs }, refreshed))).to.include(
      "refresh: drop from state",
    );
  });

  it("draws no arrow for a command that changes nothing, nor for a preview", () => {
    const preview = { command: "preview", operation: "update", calls: ["GET"] } as const;
    const { texts, attributes } = readXml(drawLife([observation({ state: "running", inputs }, preview)]));
    expect(attributes("path").filter((path) => path.class === "arrow")).to.have.length(1);
    expect(texts("text")).to.include("the lease runs out").and.include("update");
  });

  it("refuses a change for which the diagram has no arrow", () => {
    const destroyed = { command: "destroy", after: "ended" } as const;
    expect(() => drawLife([observation({ state: "not created", inputs }, destroyed)])).to.throw(
      'no arrow for "not created, ended"',
    );
  });
});
