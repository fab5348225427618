import { document, element, frame, sansSerif } from "../pictures/svg";

/** Those whose program is the same as that of Naive. */
const contenders = [
  { title: "Dynamic", column: "Dynamic ÷ Naive", fill: "#8250df" },
  { title: "Plugin, Node", column: "Plugin, Node ÷ Naive", fill: "#1a7f37" },
] as const;

// All sizes are in pixels.
const margin = 20;
/** Where the bars start. */
const top = 112;
const bar = { height: 10, step: 12 };
/** A size of a command with its bars. */
const rowHeight = contenders.length * bar.step + 4;
const groupGap = 12;
const column = { command: 115, sessions: 40, bars: 270, value: 35 };
const panelWidth = column.sessions + column.bars + column.value;
const width = 2 * margin + column.command + 2 * panelWidth;

interface Row {
  readonly command: string;
  readonly sessions: string;
  /** The time of each contender divided by that of Naive, as the page has it. */
  readonly ratios: readonly string[];
  /** Where its bars start. */
  readonly y: number;
}

interface Panel {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * Draws the ratios to Naive in the tables of times as bars.
 *
 * @param page the text of docs/benchmarks.md
 * @throws an Error if the page has no such table
 */
export function chart(page: string): string {
  const panels = readPanels(page);
  const end = Math.max(...panels.flatMap(({ rows }) => rows.map(({ y }) => y + rowHeight)));
  const ratios = panels.flatMap(({ rows }) => rows.flatMap((row) => row.ratios.map(Number)));
  const scale = column.bars / Math.max(1, ...ratios);
  const height = end + margin;
  return document({
    title: "Time of a command, compared with Naive",
    description: `Bars of the time of each command divided by that of Naive, for ${contenders.map(({ title }) => title).join(" and ")}, by the number of sessions. A shorter bar is a faster command. The figures are those of the tables.`,
    width,
    height,
    style: `text { font-family: ${sansSerif}; font-size: 12px; fill: #1f2328; } .title { font-size: 16px; font-weight: bold; } .strong { font-weight: bold; } .small { font-size: 10px; } .value { paint-order: stroke; stroke: #ffffff; stroke-width: 2px; } .muted { fill: #59636e; }`,
    elements: [
      ...frame("Time of a command, compared with Naive", { width, height, x: margin }),
      ...legend(),
      ...panels.flatMap((panel, index) =>
        drawPanel(panel, margin + column.command + index * panelWidth, end, scale),
      ),
      ...commandLabels(panels[0]?.rows ?? []),
    ],
  });
}

/** Reads the tables below the headings of latencies. */
function readPanels(page: string): Panel[] {
  const tables = [...page.matchAll(/^### (.+ before each response)\n\n((?:\|.*\n)+)/gm)];
  if (tables.length === 0) throw new Error("the page has no table of times");
  return tables.map(([, title = "", table = ""]) => ({ title, rows: readRows(table) }));
}

function readRows(table: string): Row[] {
  const [head = [], , ...lines] = table.trim().split("\n").map(cells);
  const at = (line: readonly string[], name: string): string => {
    const cell = line[head.indexOf(name)];
    if (cell === undefined) throw new Error(`the table of times has no column "${name}"`);
    return cell;
  };
  let y = top - groupGap;
  return lines.map((line, index) => {
    const command = at(line, "Command");
    if (index === 0 || command !== at(lines[index - 1]!, "Command")) y += groupGap;
    const row = {
      command,
      sessions: at(line, "Sessions"),
      ratios: contenders.map((one) => at(line, one.column)),
      y,
    };
    y += rowHeight;
    return row;
  });
}

function cells(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function legend(): string[] {
  const entries = contenders.flatMap(({ title, fill }, index) => {
    const x = margin + index * 120;
    return [
      element("rect", { x, y: 50, width: 12, height: 12, rx: 2, fill }),
      element("text", { x: x + 18, y: 60 }, title),
    ];
  });
  const note = "The line at 1 is Naive. Shorter is faster.";
  return [...entries, element("text", { x: margin + 250, y: 60, class: "muted" }, note)];
}

function commandLabels(rows: readonly Row[]): string[] {
  const firsts = rows.filter(({ command }, index) => rows[index - 1]?.command !== command);
  return firsts.map(({ command, y }) => element("text", { x: margin, y: y + 14, class: "strong" }, command));
}

function drawPanel({ title, rows }: Panel, x: number, end: number, scale: number): string[] {
  const start = x + column.sessions;
  const one = start + scale;
  return [
    element("text", { x: start, y: 88, class: "strong" }, title),
    element("text", { x: start - 8, y: top - 8, class: "small muted", "text-anchor": "end" }, "sessions"),
    element("text", { x: one, y: top - 8, class: "small muted", "text-anchor": "middle" }, "1"),
    element("line", { x1: start, y1: top - 4, x2: start, y2: end, stroke: "#818b98" }),
    element("line", { x1: one, y1: top - 4, x2: one, y2: end, stroke: "#818b98", "stroke-dasharray": "3 3" }),
    ...rows.flatMap((row) => drawRow(row, start, scale)),
  ];
}

function drawRow({ sessions, ratios, y }: Row, start: number, scale: number): string[] {
  const bars = contenders.flatMap(({ fill }, index) => {
    const ratio = ratios[index] ?? "";
    const length = Number(ratio) * scale;
    const place = { x: start, y: y + index * bar.step };
    return [
      element("rect", { ...place, width: length, height: bar.height, fill }),
      element("text", { x: start + length + 4, y: place.y + bar.height - 1.5, class: "small value" }, ratio),
    ];
  });
  const label = { x: start - 8, y: y + 14, class: "muted", "text-anchor": "end" };
  return [element("text", label, sessions), ...bars];
}
