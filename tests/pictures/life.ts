import { diagramHeight, diagramStyle, drawDiagram } from "./life-diagram";
import { drawTable, tableStyle } from "./life-table";
import type { Observation } from "./observations";
import { observe } from "./observations";
import { situations } from "./situations";
import { document, element, frame, sansSerif } from "./svg";

/** Width, in pixels. */
const width = 920;

const notes = [
  "Each cell is the result of a run on the simulator, for one session. Grey: the calls to Tasknet, in their order; one list serves many",
  "sessions. up, refresh and destroy run without their preview. Where the providers differ, a line is that of the one it names.",
];

/** Draws the states of a session and what each command does in them, from runs of all commands. Takes minutes. */
export async function lifePicture(): Promise<string> {
  const observations: Observation[] = [];
  for (const situation of situations) observations.push(await observe(situation));
  return drawLife(observations);
}

/** Draws what was observed. */
export function drawLife(observations: readonly Observation[]): string {
  const table = drawTable(observations, diagramHeight + 40);
  const height = table.end + notes.length * 18 + 16;
  return document({
    title: "The life of a session",
    description:
      "The states of a session (not created, running, expired, ended) with the commands that lead from one to another, and a table of what preview, up, refresh and destroy do in each of them.",
    width,
    height,
    style: `text { font-family: ${sansSerif}; font-size: 12px; fill: #1f2328; } .title { font-size: 16px; font-weight: bold; } .strong { font-weight: bold; } ${diagramStyle} ${tableStyle}`,
    elements: [
      ...frame("The life of a session", { width, height, x: 30 }),
      ...drawDiagram(observations),
      ...table.elements,
      ...notes.map((text, index) =>
        element("text", { x: 30, y: table.end + 18 * (index + 1), class: "calls" }, text),
      ),
    ],
  });
}
