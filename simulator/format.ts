import type { SessionSwitches } from "./sessions/switches";

/** The kinds of response that contain objects. */
export type View = "create" | "get" | "list";

type FormatSwitches = Pick<SessionSwitches, "idCase" | "timestampPrecision" | "timestampOffsetMinutes">;

/** Formats an id as the switch `idCase` says. */
export function formatId({ idCase }: Pick<FormatSwitches, "idCase">, value: string, view: View): string {
  const isUpper = idCase === "upper-everywhere" || (idCase === "upper-on-get" && view === "get");
  return isUpper ? value.toUpperCase() : value;
}

/** Formats simulated milliseconds since 1970 as ISO 8601 with the zone Z, as the switches of timestamps say. */
export function formatTimestamp(switches: FormatSwitches, at: number, view: View): string {
  const text = new Date(at + switches.timestampOffsetMinutes * 60_000).toISOString();
  switch (switches.timestampPrecision) {
    case "milliseconds":
      return text;
    case "seconds":
      return withoutFraction(text);
    case "microseconds":
      // Simulated time has no microseconds. Any digits other than zeros test how a client parses them.
      return text.replace("Z", "417Z");
    case "mixed":
      return view === "list" ? withoutFraction(text) : text;
  }
}

function withoutFraction(text: string): string {
  return text.replace(/\.\d+/, "");
}
