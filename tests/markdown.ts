/** Formats a Markdown table as Prettier does. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(3, name.length, ...rows.map((cells) => cells[column]!.length)),
  );
  const formatRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const delimiter = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [formatRow(header), delimiter, ...rows.map(formatRow)].join("\n");
}
