import { byProvider, describe } from "./life-words";
import type { Effect, Observation } from "./observations";
import type { Command, State } from "./situations";
import { commands } from "./situations";
import { element } from "./svg";

// All sizes are in pixels.
const box = { width: 150, height: 44 };
const lineHeight = 18;

/** Where the states stand. */
const places: Readonly<Record<State, { readonly x: number; readonly y: number }>> = {
  "not created": { x: 30, y: 170 },
  running: { x: 385, y: 170 },
  expired: { x: 740, y: 170 },
  ended: { x: 385, y: 290 },
};

/** How an arrow goes from one state to another, and where the last line of its label stands. */
interface Route {
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number; readonly "text-anchor": "start" | "middle" };
}

const routes: Readonly<Record<string, Route>> = {
  "not created, running": { path: "M180,192 H381", label: { x: 282, y: 184, "text-anchor": "middle" } },
  "running, running": {
    path: "M425,170 C390,118 530,118 497,167",
    label: { x: 460, y: 122, "text-anchor": "middle" },
  },
  "running, expired": { path: "M535,182 H736", label: { x: 637, y: 174, "text-anchor": "middle" } },
  "expired, running": { path: "M740,204 H539", label: { x: 637, y: 222, "text-anchor": "middle" } },
  "running, ended": { path: "M460,214 V286", label: { x: 470, y: 255, "text-anchor": "start" } },
  "expired, ended": { path: "M790,214 V312 H539", label: { x: 640, y: 304, "text-anchor": "middle" } },
  "expired, not created": {
    path: "M840,214 V362 H105 V218",
    label: { x: 245, y: 354, "text-anchor": "middle" },
  },
};

/** The end of a lease is no command: `observe` moves the clock, and finds the session expired. */
const expiry = { from: "running", to: "expired", label: "the lease runs out" } as const;

/** Height of the diagram, in pixels. */
export const diagramHeight = 375;

/** CSS of the diagram. */
export const diagramStyle =
  ".state { fill: #ddf4ff; stroke: #0969da; } .arrow { fill: none; stroke: #59636e; stroke-width: 1.5; }";

/** Draws the states and what leads from one to another: a command that changed a session, or the end of its lease. */
export function drawDiagram(observations: readonly Observation[]): string[] {
  const labels = new Map<string, Set<string>>([[keyOf(expiry.from, expiry.to), new Set([expiry.label])]]);
  for (const observation of observations) {
    for (const command of commands) {
      const effects = observation.effects.filter(
        (effect) => effect.command === command && isChange(effect, observation),
      );
      for (const { after } of effects) {
        const key = keyOf(observation.situation.state, after);
        const label = labelOf(command, effects, observation);
        labels.set(key, (labels.get(key) ?? new Set()).add(label));
      }
    }
  }
  return [
    '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#59636e"/></marker></defs>',
    ...[...labels].flatMap(([key, texts]) => drawArrow(key, [...texts])),
    ...Object.entries(places).flatMap(([state, place]) => drawState(state, place)),
  ];
}

function keyOf(from: State, to: State): string {
  return `${from}, ${to}`;
}

function isChange({ command, operation, after, isNew }: Effect, { situation }: Observation): boolean {
  return command !== "preview" && (operation !== undefined || isNew || after !== situation.state);
}

function labelOf(command: Command, effects: readonly Effect[], { situation }: Observation): string {
  // A destroy and a refresh do not run the program: its changes make no difference to them.
  const cause =
    command === "up" && situation.detail !== undefined ? `${command}, ${situation.detail}` : command;
  const [words = "", ...others] = byProvider(effects, (effect) => describe(effect, situation));
  if (others.length === 0) return `${cause}: ${words}`;
  return effects.every(({ isNew }) => isNew) ? `${cause}: a new session` : cause;
}

function drawArrow(key: string, texts: readonly string[]): string[] {
  const route = routes[key];
  if (route === undefined) throw new Error(`the diagram has no arrow for "${key}"`);
  const { label, path } = route;
  return [
    element("path", { d: path, class: "arrow", "marker-end": "url(#head)" }),
    ...texts.map((text, index) =>
      element("text", { ...label, y: label.y - (texts.length - 1 - index) * lineHeight }, text),
    ),
  ];
}

function drawState(state: string, { x, y }: { readonly x: number; readonly y: number }): string[] {
  const middle = { x: x + box.width / 2, y: y + box.height / 2 + 5 };
  return [
    element("rect", { x, y, ...box, rx: 8, class: "state" }),
    element("text", { ...middle, class: "strong", "text-anchor": "middle" }, state),
  ];
}
