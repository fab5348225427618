import { document, element, frame, sansSerif } from "../pictures/svg";

interface Bar {
  readonly title: string;
  /** The column of the tables that it shows. */
  readonly column: string;
  readonly fill: string;
}

/** What a chart compares. */
export interface Comparison {
  readonly baseline: string;
  readonly bars: readonly [Bar, Bar];
}

/** The providers whose program is the same as that of Naive. */
export const toNaive: Comparison = {
  baseline: "Naive",
  bars: [
    { title: "Dynamic", column: "Dynamic ÷ Naive", fill: "#8250df" },
    { title: "Plugin, Node", column: "Plugin, Node ÷ Naive", fill: "#1a7f37" },
  ],
};

/** The plugin, and the floor that does as much. */
export const toFloor: Comparison = {
  baseline: "Floor, bare",
  bars: [
    { title: "Floor, same duties", column: "Same duties ÷ floor", fill: "#818b98" },
    { title: "Plugin", column: "Plugin ÷ floor", fill: "#1a7f37" },
  ],
};

// All sizes are in pixels.
const margin = 20;
/** Where the bars start. */
const top = 112;
const bar = { height: 10, step: 12 };
/** A size of a command with its bars. */
const rowHeight = 2 * bar.step + 4;
const groupGap = 12;
const column = { command: 115, sessions: 40, bars: 270, value: 35 };
const panelWidth = column.sessions + column.bars + column.value;
const width = 2 * margin + column.command + 2 * panelWidth;

interface Row {
  readonly command: string;
  readonly sessions: string;
  /** The time of each candidate divided by that of the baseline, as the page has it. */
  readonly ratios: readonly string[];
  /** Where its bars start. */
  readonly y: number;
}

interface Panel {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * Draws the ratios in the tables of times as bars.
 *
 * @param page the text of the page
 * @throws an Error if the page has no such table
 */
export function chart(page: string, comparison: Comparison): string {
  const { baseline, bars } = comparison;
  const panels = readPanels(page, comparison);
  const end = Math.max(...panels.flatMap(({ rows }) => rows.map(({ y }) => y + rowHeight)));
  const ratios = panels.flatMap(({ rows }) => rows.flatMap((row) => row.ratios.map(Number)));
  const scale = column.bars / Math.max(1, ...ratios);
  const height = end + margin;
  const heading = `Time of a command, compared with ${baseline}`;
  return document({
    title: heading,
    description: `Bars of the time of each command divided by that of ${baseline}, for ${bars.map(({ title }) => title).join(" and ")}, by the number of sessions. A shorter bar is a faster command. The figures are those of the tables.`,
    width,
    height,
    style: `text { font-family: ${sansSerif}; font-size: 12px; fill: #1f2328; } .title { font-size: 16px; font-weight: bold; } .strong { font-weight: bold; } .small { font-size: 10px; } .value { paint-order: stroke; stroke: #ffffff; stroke-width: 2px; } .muted { fill: #59636e; }`,
    elements: [
      ...frame(heading, { width, height, x: margin }),
      ...legend(comparison),
      ...panels.flatMap((panel, index) =>
        drawPanel(panel, comparison, margin + column.command + index * panelWidth, end, scale),
      ),
      ...commandLabels(panels[0]?.rows ?? []),
    ],
  });
}

/** Reads the tables below the headings of latencies. */
function readPanels(page: string, { bars }: Comparison): Panel[] {
  const tables = [...page.matchAll(/^### (.+ before each response)\n\n((?:\|.*\n)+)/gm)];
  if (tables.length === 0) throw new Error("the page has no table of times");
  return tables.map(([, title = "", table = ""]) => ({ title, rows: readRows(table, bars) }));
}

function readRows(table: string, bars: readonly Bar[]): Row[] {
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
      ratios: bars.map((one) => at(line, one.column)),
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

function legend({ baseline, bars }: Comparison): string[] {
  const entries = bars.flatMap(({ title, fill }, index) => {
    const x = margin + index * 140;
    return [
      element("rect", { x, y: 50, width: 12, height: 12, rx: 2, fill }),
      element("text", { x: x + 18, y: 60 }, title),
    ];
  });
  const note = `The line at 1 is ${baseline}. Shorter is faster.`;
  return [...entries, element("text", { x: margin + 290, y: 60, class: "muted" }, note)];
}

function commandLabels(rows: readonly Row[]): string[] {
  const firsts = rows.filter(({ command }, index) => rows[index - 1]?.command !== command);
  return firsts.map(({ command, y }) => element("text", { x: margin, y: y + 14, class: "strong" }, command));
}

function drawPanel(
  { title, rows }: Panel,
  { bars }: Comparison,
  x: number,
  end: number,
  scale: number,
): string[] {
  const start = x + column.sessions;
  const one = start + scale;
  return [
    element("text", { x: start, y: 88, class: "strong" }, title),
    element("text", { x: start - 8, y: top - 8, class: "small muted", "text-anchor": "end" }, "sessions"),
    element("text", { x: one, y: top - 8, class: "small muted", "text-anchor": "middle" }, "1"),
    element("line", { x1: start, y1: top - 4, x2: start, y2: end, stroke: "#818b98" }),
    element("line", { x1: one, y1: top - 4, x2: one, y2: end, stroke: "#818b98", "stroke-dasharray": "3 3" }),
    ...rows.flatMap((row) => drawRow(row, bars, start, scale)),
  ];
}

function drawRow({ sessions, ratios, y }: Row, bars: readonly Bar[], start: number, scale: number): string[] {
  const drawn = bars.flatMap(({ fill }, index) => {
    const ratio = ratios[index] ?? "";
    const length = Number(ratio) * scale;
    const place = { x: start, y: y + index * bar.step };
    return [
      element("rect", { ...place, width: length, height: bar.height, fill }),
      element("text", { x: start + length + 4, y: place.y + bar.height - 1.5, class: "small value" }, ratio),
    ];
  });
  const label = { x: start - 8, y: y + 14, class: "muted", "text-anchor": "end" };
  return [element("text", label, sessions), ...drawn];
}
