import { errorKind, ResourceNotFoundError } from "../resource";
import type { CallOptions, FingerprintClient, FingerprintResponse } from "../tasknet";
import { fingerprintDefinition } from "./definition";

/** A fingerprint as the functions of both providers return it, without its secret. */
export type FingerprintInfo = Pick<
  FingerprintResponse,
  | "fingerprintUUID"
  | "isArchived"
  | "browserConfig"
  | "proxy"
  | "language"
  | "timeZone"
  | "platform"
  | "deviceType"
  | "createdAt"
  | "updatedAt"
>;

export function fingerprintInfoOf(item: FingerprintResponse): FingerprintInfo {
  return fingerprintDefinition.outputsOf(item) as FingerprintInfo;
}

/**
 * The fingerprint with the UUID, also an archived one that the service still shows.
 * @throws ResourceNotFoundError if the service does not know it
 */
export async function findFingerprint(
  client: Pick<FingerprintClient, "get">,
  fingerprintUUID: string,
  options?: CallOptions,
): Promise<FingerprintInfo> {
  try {
    return fingerprintInfoOf(await client.get(fingerprintUUID, options));
  } catch (error) {
    if (errorKind(error) !== "notFound") throw error;
    throw new ResourceNotFoundError(`fingerprint ${fingerprintUUID} does not exist`, { cause: error });
  }
}

/** The fingerprints of the account that are not archived, and whether the service has more than it lists. */
export async function findFingerprints(
  client: Pick<FingerprintClient, "list">,
  { includeArchived = false }: { readonly includeArchived?: boolean | undefined },
  options?: CallOptions,
): Promise<{ fingerprints: FingerprintInfo[]; hasMore: boolean }> {
  const { entries, isPartial = false } = await client.list(options);
  const shownEntries = entries.filter(({ isArchived }) => includeArchived || !isArchived);
  return { fingerprints: shownEntries.map(fingerprintInfoOf), hasMore: isPartial };
}
