export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)]! + sorted[Math.ceil(middle - 0.5)]!) / 2;
}

/** Returns the median of the ratios of values with the same index. */
export function medianRatio(values: readonly number[], baseline: readonly number[]): number {
  const pairs = Math.min(values.length, baseline.length);
  return median(Array.from({ length: pairs }, (_, i) => values[i]! / baseline[i]!));
}
