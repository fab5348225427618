/** Formats a ratio with three significant digits or more. */
export function formatRatio(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

/** Formats milliseconds as seconds. */
export function formatSeconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/** Formats a rounded number with a comma between thousands. */
export function formatInteger(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** Formats KiB as MiB. */
export function formatMib(kb: number): string {
  return (kb / 1024).toFixed(0);
}

/** Formats the range of some ratios. */
export function formatRange(values: readonly number[]): string {
  const [min, max] = [formatRatio(Math.min(...values)), formatRatio(Math.max(...values))];
  return min === max ? min : `${min} to ${max}`;
}

/** Says whether a value stays within its bound. */
export function describeBound(value: number, bound: number): string {
  return value <= bound ? "is met" : "is missed";
}
