import type { CallOptions, EntryList } from "../tasknet";
import { retryStatus } from "../tasknet";
import type { WaitingClock } from "./context";
import { errorKind } from "./errors";
import { recentCreateMs, recentCreatePauseMs } from "./recent-create";
import { isSameId, mayHide } from "./values";

/** Longest time, in milliseconds, in which the request and the list may contradict each other. */
const maxContradictionMs = 60_000;

/** What a failed request shows: the resource is gone, the list still shows it, or nothing. */
export type Evidence = "gone" | "contradicted" | undefined;

/** The removal of a resource. */
export interface Removal {
  readonly clock: WaitingClock;
  /** Sends the request. */
  readonly send: () => Promise<void>;
  readonly evidenceOf: (error: unknown) => Promise<Evidence>;
  /** Whether we created it so recently that the service may not know it yet. */
  readonly isRecent: () => boolean;
  /** The error with which the removal fails. */
  readonly failure: (error: unknown) => Error;
  /** What a request found, for the status line, such as `a DELETE found no session X`. */
  readonly found: string;
}

/** Removes a resource; one that is gone already is a success. */
export async function removeResource(removal: Removal, options?: CallOptions): Promise<void> {
  const { clock, failure } = removal;
  const startedAt = clock.ticks();
  for (;;) {
    try {
      await removal.send();
      return;
    } catch (error) {
      const evidence = await removal.evidenceOf(error);
      const elapsedMs = clock.ticks() - startedAt;
      const isAnother =
        (evidence === "contradicted" && elapsedMs < maxContradictionMs) ||
        // The service may lag behind our own create.
        (evidence === "gone" && removal.isRecent() && elapsedMs < recentCreateMs);
      if (evidence === "gone" && !isAnother) return;
      if (!isAnother) throw failure(error);
      options?.onRetry?.(retryStatus({ message: removal.found }, recentCreatePauseMs));
      if (!(await clock.wait(recentCreatePauseMs, options))) throw failure(error);
    }
  }
}

/**
 * What a 404 shows: a gateway may have sent it, so the list decides.
 * @param aliveIds the ids of a list's entries that still exist
 */
export async function evidenceOfNotFound<Item>(
  error: unknown,
  id: string,
  list: () => Promise<EntryList<Item>>,
  aliveIds: (entries: readonly Item[]) => string[],
): Promise<Evidence> {
  if (errorKind(error) !== "notFound") return undefined;
  const shown = await list().catch(() => undefined);
  if (shown === undefined || mayHide(shown, id)) return undefined;
  return aliveIds(shown.entries).some((other) => isSameId(other, id)) ? "contradicted" : "gone";
}
