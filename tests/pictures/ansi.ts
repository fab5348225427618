/** How a piece of a terminal's text is shown. */
export interface TextStyle {
  /** A number of the 256 colours of a terminal; the terminal's own colour by default. */
  readonly colour?: number | undefined;
  readonly isBold: boolean;
}

/** A piece of a line in one style. */
export interface StyledText extends TextStyle {
  readonly text: string;
}

/** A line of a terminal. */
export type StyledLine = readonly StyledText[];

/** An SGR sequence; its codes are a group. */
const sgr = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);
const plain: TextStyle = { isBold: false };

/**
 * Reads a terminal's text with its colours.
 *
 * @param text lines with SGR sequences (ECMA-48), such as the Pulumi CLI writes
 * @throws an Error for any other control sequence and for an SGR code that it does not know, so that none is lost unseen
 */
export function parseAnsi(text: string): StyledLine[] {
  let style = plain;
  return text.split("\n").map((line) => {
    const pieces: StyledText[] = [];
    // With a group in the pattern, the codes stand between the texts.
    line.split(sgr).forEach((part, index) => {
      if (index % 2 === 1) style = applyCodes(style, part.split(";").map(Number));
      else if (/\p{Cc}/u.test(part)) throw new Error(`unknown control sequence in ${JSON.stringify(part)}`);
      else if (part !== "") pieces.push({ ...style, text: part });
    });
    return pieces;
  });
}

function applyCodes(style: TextStyle, [code = 0, ...rest]: readonly number[]): TextStyle {
  const isIndexed = code === 38 && rest[0] === 5 && rest[1] !== undefined;
  const next = isIndexed ? { ...style, colour: rest[1] } : applyCode(style, code);
  const left = isIndexed ? rest.slice(2) : rest;
  return left.length === 0 ? next : applyCodes(next, left);
}

function applyCode(style: TextStyle, code: number): TextStyle {
  if (code === 0) return plain;
  if (code === 1) return { ...style, isBold: true };
  if (code === 22) return { ...style, isBold: false };
  if (code === 39) return { isBold: style.isBold };
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 90 + 8 };
  throw new Error(`unknown SGR code ${code}`);
}

/** Breaks a line into lines of at most `columns` characters, as a terminal does. */
export function wrap(line: StyledLine, columns: number): StyledLine[] {
  const lines: StyledText[][] = [[]];
  let left = columns;
  for (const piece of line) {
    let { text } = piece;
    while (text !== "") {
      if (left === 0) {
        lines.push([]);
        left = columns;
      }
      lines.at(-1)?.push({ ...piece, text: text.slice(0, left) });
      [text, left] = [text.slice(left), Math.max(0, left - text.length)];
    }
  }
  return lines;
}
