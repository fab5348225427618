import { byProvider, describe, listCalls } from "./life-words";
import type { Observation } from "./observations";
import type { Command } from "./situations";
import { element } from "./svg";

// All sizes are in pixels.
const margin = 30;
const lineHeight = 16;
const rowPadding = 8;
const columns: readonly { readonly command: Command; readonly title: string; readonly x: number }[] = [
  { command: "preview", title: "pulumi preview", x: 195 },
  { command: "up", title: "pulumi up", x: 340 },
  { command: "refresh", title: "pulumi refresh", x: 570 },
  { command: "destroy", title: "pulumi destroy", x: 715 },
];

/** CSS of the table. */
export const tableStyle = ".rule { stroke: #d1d9e0; } .calls { fill: #59636e; font-size: 11px; }";

interface Line {
  readonly text: string;
  readonly style: "strong" | "calls";
}

/** Draws what each command did in each situation, a row for a situation; `end` is where the last row ends. */
export function drawTable(
  observations: readonly Observation[],
  top: number,
): { elements: string[]; end: number } {
  const heads = columns.map(({ title, x }) => element("text", { x, y: top, class: "strong" }, title));
  const elements = [element("text", { x: margin, y: top, class: "strong" }, "The session is"), ...heads];
  let y = top + lineHeight - rowPadding;
  for (const { situation, effects } of observations) {
    const first: Line[] = [{ text: situation.state, style: "strong" }];
    if (situation.detail !== undefined) first.push({ text: situation.detail, style: "calls" });
    const cells = columns.map(({ command, x }) => {
      const own = effects.filter((effect) => effect.command === command);
      const words = byProvider(own, (effect) => describe(effect, situation));
      const calls = byProvider(own, listCalls);
      return { x, lines: [...lines(words, "strong"), ...lines(calls, "calls")] };
    });
    const row = [{ x: margin, lines: first }, ...cells];
    elements.push(element("line", { x1: margin, x2: 890, y1: y, y2: y, class: "rule" }));
    for (const { x, lines: texts } of row) elements.push(...drawCell(texts, x, y + rowPadding));
    y += Math.max(...row.map((cell) => cell.lines.length)) * lineHeight + 2 * rowPadding;
  }
  return { elements, end: y };
}

function lines(texts: readonly string[], style: Line["style"]): Line[] {
  return texts.map((text) => ({ text, style }));
}

function drawCell(texts: readonly Line[], x: number, top: number): string[] {
  return texts.map(({ text, style }, index) =>
    element("text", { x, y: top + (index + 1) * lineHeight - 4, class: style }, text),
  );
}
