import type { CallOptions, EntryList } from "../tasknet";
import { parseInstant } from "../tasknet";
import { importCommand } from "./commands";
import type { Named, WaitingClock } from "./context";
import { messageOf } from "./errors";

/** Timeout of the search, in milliseconds; it runs after a cancel, too. */
const searchTimeoutMs = 10_000;
/** Pauses between the searches, in milliseconds: the list may lag behind a create by seconds. */
const pausesMs = [1_000, 2_000, 4_000];
/** A `Date` header rounds a second away, so a resource may seem older than the call that made it; in milliseconds. */
const skewMs = 5_000;
/** Maximum number of resources that an error names. */
const maxNamed = 20;

/** A search for what a create with an unknown outcome may have made. */
export interface OrphanSearch<Item> {
  readonly clock: WaitingClock;
  readonly resource: Named;
  readonly list: (options: CallOptions) => Promise<EntryList<Item>>;
  /** Whether an entry may be the result, by its settings. */
  readonly matches: (item: Item) => boolean;
  readonly idOf: (item: Item) => string;
  readonly createdAtOf: (item: Item) => string | undefined;
  /** When the request was sent, in milliseconds since the epoch, by the service's clock as it is known now. */
  readonly sentAt: () => number;
  readonly words: OrphanWords;
}

/** How the messages of a search speak of the resource. */
export interface OrphanWords {
  /** The last part of the resource's type, such as `Session`. */
  readonly type: string;
  /** Such as `session`. */
  readonly one: string;
  /** Such as `sessions`. */
  readonly many: string;
  /** With its article, at the beginning of a sentence, such as `A session`. */
  readonly first: string;
  /** What a resource may do unseen, such as `be running`. */
  readonly exist: string;
  /** What becomes of the resource, as a sentence. */
  readonly fate: string;
  /** A sentence on matching entries that are older, such as `Older sessions with the same settings run, too.` */
  readonly older: string;
  readonly listCommand: string;
  /** What the command does, such as `to end it`. */
  readonly removal: string;
  readonly removeCommand: (id: string) => string;
}

/**
 * Text for the error of a create with an unknown outcome: the resources that may be its result. Nothing is taken over or
 * removed on a guess.
 */
export async function describePossibleOrphans<Item>(
  search: OrphanSearch<Item>,
  options?: CallOptions,
): Promise<string> {
  const { one, many, first, exist, fate, older, listCommand } = search.words;
  let found: Found<Item>;
  try {
    found = await find(search, options);
  } catch (error) {
    return (
      `${first} may ${exist}, and the list of ${many} could not be read: ${messageOf(error)}\n` +
      `${fate} To find it later: ${listCommand}`
    );
  }
  const { recent, matching } = found;
  const limits = limitsOf(search, found);
  if (recent.length > 0) {
    return `${[
      `These ${many} with the same settings were created since and may be its result. ${fate}`,
      ...named(search, recent),
    ].join("\n")}${limits}`;
  }
  const none =
    `No ${one} with these settings shows in the list of ${many} yet. ${fate} ` +
    `To list the ${many} again: ${listCommand}${limits}`;
  if (matching.length === 0) return none;
  return [
    none,
    `${older} If the service's timestamps are wrong, one of them may be its result:`,
    ...named(search, matching),
  ].join("\n");
}

/** What the list does not show. */
function limitsOf<Item>({ words }: OrphanSearch<Item>, { unreadableIds, isPartial }: Found<Item>): string {
  const unread =
    unreadableIds.length === 0
      ? ""
      : `\nThe list has entries that could not be read: ${unreadableIds.join(", ")}.`;
  const more = isPartial
    ? `\nThe account has more ${words.many} than the list shows: the result may be one of them.`
    : "";
  return unread + more;
}

interface Found<Item> {
  /** Matching entries created since, by the service's timestamps. */
  readonly recent: readonly Item[];
  /** All matching entries; older ones only if none is recent. */
  readonly matching: readonly Item[];
  readonly unreadableIds: readonly string[];
  readonly isPartial: boolean;
}

/** Searches the list, and again if nothing shows. After a cancel it searches once. */
async function find<Item>(
  search: OrphanSearch<Item>,
  options: CallOptions | undefined,
): Promise<Found<Item>> {
  let found = await findOnce(search);
  for (const pauseMs of pausesMs) {
    if (found.recent.length > 0 || options?.signal?.aborted === true) break;
    await search.clock.wait(pauseMs);
    found = await findOnce(search);
  }
  return found;
}

async function findOnce<Item>(search: OrphanSearch<Item>): Promise<Found<Item>> {
  const list = await search.list({ timeoutMs: searchTimeoutMs });
  const matching = list.entries.filter(search.matches);
  const sinceMs = search.sentAt() - skewMs;
  const isOlder = (item: Item): boolean => {
    const createdAt = search.createdAtOf(item);
    return createdAt !== undefined && parseInstant(createdAt) < sinceMs;
  };
  return {
    recent: matching.filter((item) => !isOlder(item)),
    matching,
    unreadableIds: list.unreadableIds,
    isPartial: list.isPartial === true,
  };
}

function named<Item>(search: OrphanSearch<Item>, items: readonly Item[]): string[] {
  const rest = items.slice(maxNamed).map(search.idOf);
  const lines = items.slice(0, maxNamed).map((item) => describe(search, item));
  return rest.length === 0 ? lines : [...lines, `  and ${rest.join(", ")}`];
}

function describe<Item>({ resource, words, idOf, createdAtOf }: OrphanSearch<Item>, item: Item): string {
  const id = idOf(item);
  const createdAt = createdAtOf(item);
  const created = createdAt === undefined ? "" : `, created ${createdAt}`;
  const command = importCommand(resource, id, words.type);
  const adopt = command === undefined ? "" : `\n    to import it: ${command}`;
  return `  ${id}${created}${adopt}\n    ${words.removal}: ${words.removeCommand(id)}`;
}
