/** Date and time with an optional zone, as the service writes them. */
const timestamp =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * The instant of a timestamp of the service, in milliseconds since the epoch; NaN if it cannot be read. A timestamp
 * without a zone is UTC. Fractions of any length are read to the millisecond.
 */
export function parseInstant(text: string): number {
  const match = timestamp.exec(text.trim());
  if (match === null) return NaN;
  const [, date = "", time = "", fraction = "", zone = "Z"] = match;
  const milliseconds = fraction.padEnd(3, "0").slice(0, 3);
  return Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}.${milliseconds}${normalZone(zone)}`);
}

/** Whether a text is a timestamp of a day that exists: JavaScript reads February 30 as March 2. */
export function isTimestamp(text: string): boolean {
  const [, date = ""] = timestamp.exec(text.trim()) ?? [];
  const day = new Date(Date.parse(`${date}T00:00:00.000Z`));
  return !Number.isNaN(parseInstant(text)) && day.toISOString().startsWith(date);
}

/** The zone as JavaScript reads it: `Z` or `+hh:mm`. */
function normalZone(zone: string): string {
  if (zone.toUpperCase() === "Z") return "Z";
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
