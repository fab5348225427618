import type { StyledLine, StyledText } from "./ansi";
import { parseAnsi, wrap } from "./ansi";
import { document, element, monospace } from "./svg";

/** Width of the terminal, in characters. */
const columns = 100;
/** Size of the letters, in pixels. */
const fontSize = 14;
/** Width of a character, in pixels. Each piece of text is given its width, so that all fonts keep to the columns. */
const characterWidth = 8.4;
/** Height of a line, in pixels. */
const lineHeight = 20;
/** Space around the text, in pixels. */
const padding = 20;

const background = "#0d1117";
const foreground = "#e6edf3";

/** The 16 colours of a terminal, each at least 4.5 times as light as the background. */
const palette = [
  "#8b949e",
  "#ff7b72",
  "#56d364",
  "#e3b341",
  "#79c0ff",
  "#d2a8ff",
  "#76e3ea",
  "#e6edf3",
  "#8b949e",
  "#ffa198",
  "#7ee787",
  "#f2cc60",
  "#a5d6ff",
  "#e2c5ff",
  "#b3f0ff",
  "#ffffff",
];

export interface TerminalPicture {
  readonly title: string;
  readonly description: string;
  /** What the terminal shows, with SGR sequences. */
  readonly text: string;
}

/**
 * Draws a terminal of 100 columns as SVG; longer lines are broken.
 *
 * @throws an Error for a control sequence or a colour that it does not know
 */
export function terminal({ title, description, text }: TerminalPicture): string {
  const lines = parseAnsi(text.trimEnd()).flatMap((line) => wrap(line, columns));
  const width = columns * characterWidth + 2 * padding;
  const height = lines.length * lineHeight + 2 * padding;
  return document({
    title,
    description,
    width,
    height,
    style: `text { font-family: ${monospace}; font-size: ${fontSize}px; white-space: pre; }`,
    elements: [
      element("rect", { width, height, rx: 8, fill: background }),
      ...lines.flatMap((line, row) => drawLine(line, padding + row * lineHeight + fontSize)),
    ],
  });
}

function drawLine(line: StyledLine, y: number): string[] {
  let column = 0;
  return line.flatMap((piece) => {
    const start = column + piece.text.length - piece.text.trimStart().length;
    column += piece.text.length;
    const text = piece.text.trim();
    return text === "" ? [] : [drawPiece({ ...piece, text }, padding + start * characterWidth, y)];
  });
}

function drawPiece({ text, colour, isBold }: StyledText, x: number, y: number): string {
  return element(
    "text",
    {
      x,
      y,
      textLength: text.length * characterWidth,
      fill: colour === undefined ? foreground : fill(colour),
      "font-weight": isBold ? "bold" : undefined,
      "xml:space": "preserve",
    },
    text,
  );
}

function fill(colour: number): string {
  const named = palette[colour];
  if (named === undefined) throw new Error(`unknown colour ${colour}: the palette has ${palette.length}`);
  return named;
}
