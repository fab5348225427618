import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { isSameId } from "../ids";
import type { OwnedItem } from "../resource";
import type { FingerprintSettings } from "./settings";

/** A fingerprint in the store. Times are simulated milliseconds since 1970. */
export interface SimulatedFingerprint extends OwnedItem {
  fingerprintUUID: string;
  /** The environment of the create request; that of the source for a clone. */
  environmentUUID: string;
  /** A secret, which at most the response to the create has. */
  fingerprintSecret: string;
  isArchived: boolean;
  settings: FingerprintSettings;
  updatedAt: number;
  /** When its data was last deleted by a reset; absent if never. */
  resetAt?: number | undefined;
}

/** Stores all fingerprints. */
export class FingerprintStore {
  private readonly fingerprints: SimulatedFingerprint[];
  private readonly clock: Clock;

  constructor(clock: Clock, fingerprints: readonly SimulatedFingerprint[] = []) {
    this.clock = clock;
    this.fingerprints = [...fingerprints];
  }

  /** Returns all fingerprints in the order of their creation, including archived ones. */
  all(): readonly SimulatedFingerprint[] {
    return this.fingerprints;
  }

  /** Returns the fingerprint with this id, in any case, also if it is archived. */
  find(fingerprintUUID: string): SimulatedFingerprint | undefined {
    return this.fingerprints.find((one) => isSameId(one.fingerprintUUID, fingerprintUUID));
  }

  /** Returns the fingerprints of an environment that are not archived. */
  usable(environmentUUID: string): SimulatedFingerprint[] {
    return this.fingerprints.filter(
      (one) => !one.isArchived && isSameId(one.environmentUUID, environmentUUID),
    );
  }

  create(
    settings: FingerprintSettings,
    { account, mode, environmentUUID }: Pick<SimulatedFingerprint, "account" | "mode" | "environmentUUID">,
  ): SimulatedFingerprint {
    const now = this.clock.now();
    const fingerprint: SimulatedFingerprint = {
      fingerprintUUID: randomUUID(),
      environmentUUID,
      fingerprintSecret: `fp-${randomBytes(24).toString("hex")}`,
      isArchived: false,
      settings: structuredClone(settings),
      account,
      mode,
      createdAt: now,
      updatedAt: now,
    };
    this.fingerprints.push(fingerprint);
    return fingerprint;
  }

  setCountry(fingerprint: SimulatedFingerprint, country: string, movesUpdatedAt: boolean): void {
    fingerprint.settings.country = country;
    if (movesUpdatedAt) fingerprint.updatedAt = this.clock.now();
  }

  reset(fingerprint: SimulatedFingerprint): void {
    fingerprint.resetAt = this.clock.now();
    fingerprint.updatedAt = this.clock.now();
  }

  /** Archives a fingerprint. Its sessions continue. */
  archive(fingerprint: SimulatedFingerprint): void {
    fingerprint.isArchived = true;
    fingerprint.updatedAt = this.clock.now();
  }
}
