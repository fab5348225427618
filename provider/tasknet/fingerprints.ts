import * as z from "zod/mini";
import { Collection } from "./collection";
import type { EntryList } from "./entries";
import { readEntries, unreadableWarning } from "./entries";
import { emptySchema, instant, resourceId, tolerant } from "./schemas";
import type { CallOptions, RequestSender } from "./sender";

const browserConfig = z.looseObject({
  browser: tolerant(z.string()),
  extensions: tolerant(z.array(z.string())),
  numCameras: tolerant(z.number()),
  numMicrophones: tolerant(z.number()),
  numSpeakers: tolerant(z.number()),
  screenDPI: tolerant(z.number()),
  screenDepth: tolerant(z.number()),
  screenResolution: tolerant(z.string()),
});

const proxy = z.looseObject({
  appliedDomains: tolerant(z.array(z.string())),
  city: tolerant(z.string()),
  country: tolerant(z.string()),
  state: tolerant(z.string()),
  type: tolerant(z.string()),
});

/**
 * A fingerprint as the API sends it (resources-openapi.json, Fingerprint). Required are its id and whether it is
 * archived: nothing else decides whether it still exists.
 */
const fingerprintSchema = z.looseObject({
  fingerprintUUID: resourceId,
  isArchived: z.boolean(),
  browserConfig: tolerant(browserConfig),
  proxy: tolerant(proxy),
  language: tolerant(z.string()),
  timeZone: tolerant(z.string()),
  platform: tolerant(z.string()),
  deviceType: tolerant(z.string()),
  createdAt: tolerant(instant),
  updatedAt: tolerant(instant),
});

/** A fingerprint as the API sends it. */
export type FingerprintResponse = z.infer<typeof fingerprintSchema>;

/** The response to a create, which alone may have the secret. */
const createdSchema = z.extend(fingerprintSchema, {
  isArchived: tolerant(z.boolean()),
  fingerprintSecret: tolerant(z.string()),
});

/** The response of CreateFingerprint and CreateRandomFingerprint. */
export type CreatedFingerprint = z.infer<typeof createdSchema>;

const pageSchema = z.looseObject({
  fingerprints: z.nullish(z.array(z.unknown())),
  nextPage: tolerant(z.number()),
  total: tolerant(z.number()),
});

/** The body of CreateFingerprint; without a screen that of CreateRandomFingerprint, which takes only the environment. */
export interface CreateFingerprintBody {
  readonly environmentUUID: string;
  readonly screen?: { readonly resolution: string; readonly depth: number; readonly dpi: number } | undefined;
  readonly device?: Readonly<Record<string, number>> | undefined;
  readonly proxy?: { readonly country?: string | undefined } | undefined;
  readonly extensions?: readonly string[] | undefined;
}

/** The operations of fingerprints (resources-openapi.json). */
export class FingerprintClient {
  private readonly collection: Collection;

  constructor(
    private readonly sender: RequestSender,
    mode: string,
  ) {
    const spec = { name: "fingerprints", idField: "fingerprintUUID", noun: "a fingerprint" } as const;
    this.collection = new Collection(sender, mode, spec);
  }

  /** ListFingerprints: the first page, since no request can ask for another one. */
  async list(options?: CallOptions): Promise<EntryList<FingerprintResponse>> {
    const { data } = await this.collection.send({ method: "GET", response: pageSchema }, options);
    const shown = data.fingerprints ?? [];
    const list = readEntries(shown, fingerprintSchema, "fingerprintUUID");
    const warning = unreadableWarning(list, "fingerprints");
    if (warning !== undefined) options?.onWarning?.(warning);
    const isPartial = data.nextPage !== undefined || (data.total ?? 0) > shown.length;
    return { ...list, isPartial };
  }

  /** CreateFingerprint, or CreateRandomFingerprint without a screen. The secret is kept out of all later errors. */
  async create(body: CreateFingerprintBody, options?: CallOptions): Promise<CreatedFingerprint> {
    const operation = { method: "POST", response: createdSchema } as const;
    const request =
      body.screen === undefined
        ? { ...operation, action: "random", body: { environmentUUID: body.environmentUUID } }
        : { ...operation, body };
    const { data } = await this.collection.send(request, options);
    this.sender.keepSecret(data.fingerprintSecret);
    return data;
  }

  /** GetFingerprint. */
  async get(id: string, options?: CallOptions): Promise<FingerprintResponse> {
    return (await this.collection.send({ method: "GET", id, response: fingerprintSchema }, options)).data;
  }

  /** UpdateFingerprintProxy. The response does not show the fingerprint. */
  async updateCountry(id: string, country: string, options?: CallOptions): Promise<void> {
    const operation = { method: "PATCH", id, action: "proxy", body: { country } } as const;
    await this.collection.send({ ...operation, response: emptySchema }, options);
  }

  /** ArchiveFingerprint. A second request can do no harm, so it is retried. */
  async archive(id: string, options?: CallOptions): Promise<void> {
    const operation = { method: "POST", isCreate: false, id, action: "archive", body: {} } as const;
    await this.collection.send({ ...operation, response: emptySchema }, options);
  }
}
