import type { Settings } from "../../provider/settings";
import { version } from "../../provider/version";
import { table } from "../table";
import { endQuestions } from "./end-questions";
import type { Evidence } from "./evidence";
import { formQuestions } from "./form-questions";
import { leaseQuestions } from "./lease-questions";

/** The response to one question. */
export interface Row {
  readonly question: string;
  readonly seen: string;
  readonly provider: string;
}

/** What a probe reports. */
export interface Report {
  readonly rows: readonly Row[];
  /** The positions of the simulator's switches that behave as the service does. */
  readonly switches: Readonly<Record<string, string | number>>;
  /** The switches without a position, each with the reason. */
  readonly notAsked: Readonly<Record<string, string>>;
}

/** Reads the evidence: one row for each question. */
export function reportOf(evidence: Evidence): Report {
  const rows: Row[] = [];
  const switches: Record<string, string | number> = {};
  const notAsked: Record<string, string> = {};
  for (const { switchName, question, provider, find } of [
    ...endQuestions,
    ...leaseQuestions,
    ...formQuestions,
  ]) {
    const finding = find(evidence);
    const isSeen = "seen" in finding;
    rows.push({ question, provider, seen: isSeen ? finding.seen : `not asked: ${finding.reason}` });
    if (switchName === undefined) continue;
    if (!isSeen) notAsked[switchName] = finding.reason;
    else if (finding.position !== undefined) switches[switchName] = finding.position;
  }
  return { rows, switches, notAsked };
}

/** The report as a table. */
export function reportTable({ rows }: Report): string {
  const heading = ["QUESTION", "RESPONSE SEEN", "WHAT THE PROVIDER DOES"];
  return table(
    heading,
    rows.map(({ question, seen, provider }) => [question, seen, provider]),
    heading.length,
  );
}

/** The report as the JSON of a file. It holds no id and no secret. */
export function reportJson(report: Report, { endpoint, mode }: Settings, askedAt: Date): string {
  return `${JSON.stringify({ version, askedAt: askedAt.toISOString(), endpoint, mode, ...report }, undefined, 2)}\n`;
}
