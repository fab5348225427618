import type { CallOptions } from "../provider/tasknet";
import type { CliDeps } from "./deps";

/** Longest time of one operation of a command, in milliseconds: a person waits for it. */
const timeoutMs = 60_000;

/** The options of a command's requests: Ctrl-C ends them, and each wait for a retry shows as progress. */
export function callOptions({ terminal, signal }: Pick<CliDeps, "terminal" | "signal">): CallOptions {
  return {
    signal,
    timeoutMs,
    onRetry: (status) => {
      terminal.progress(status);
    },
    onWarning: (message) => {
      terminal.warn(`warning: ${message}`);
    },
  };
}
