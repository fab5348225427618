/** Widest line of a table, in characters. */
export const tableWidth = 100;
/** Spaces between two columns. */
const gap = 2;
/** Narrowest column that wraps its text, in characters. */
const minWidth = 8;

/**
 * A table of plain text with a heading, whose lines fit `tableWidth`. The last columns wrap their text at spaces.
 * @param wrapped how many columns, from the right, may wrap. Default: none.
 */
export function table(heading: readonly string[], rows: readonly (readonly string[])[], wrapped = 0): string {
  const cells = [heading, ...rows].map((row) => row.map(plain));
  const natural = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const widths = fitted(natural, wrapped);
  return cells.flatMap((row) => lines(row, widths)).join("\n");
}

/** The widths of the columns. Those that wrap share the room that the others leave, in proportion to their text. */
function fitted(natural: readonly number[], wrapped: number): number[] {
  const room = tableWidth - gap * (natural.length - 1);
  const fixed = natural.slice(0, natural.length - wrapped);
  const flexible = natural.slice(natural.length - wrapped);
  const left = room - sum(fixed);
  if (sum(flexible) <= left) return [...natural];
  const shares = flexible.map((width) => Math.max(minWidth, Math.floor((width * left) / sum(flexible))));
  return [...fixed, ...shares];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The lines of a row: as many as its highest cell has. */
function lines(row: readonly string[], widths: readonly number[]): string[] {
  const columns = row.map((cell, column) => wrap(cell, widths[column] ?? cell.length));
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) => (column[line] ?? "").padEnd(widths[index] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

/** The pieces of a text that fit a width. A word that is longer than the width is cut. */
export function wrap(text: string, width: number): string[] {
  const words = text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""]);
  const pieces: string[] = [];
  for (const word of words) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      pieces[pieces.length - 1] = `${last} ${word}`;
    else pieces.push(word);
  }
  return pieces;
}

/** A text of the service without control characters: on a terminal they would act. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
