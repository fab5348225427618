import type { CallOptions } from "../tasknet";
import type { ServiceClock } from "./request-timing";

/** Where a resource was created. It is read, updated and deleted there, even if the configuration has changed. */
export interface ApiTarget {
  endpoint: string;
  mode: string;
}

/** The service's time, with waits. */
export interface WaitingClock extends ServiceClock {
  /** Waits; false at once if less time than that is left of the operation. Rejects if it is cancelled. */
  wait(ms: number, options?: CallOptions): Promise<boolean>;
}

/** What messages say of a resource, and of the commands for it. */
export interface Named {
  /** The resource's URN, for the commands in messages. A dynamic provider does not know it. */
  readonly urn?: string | undefined;
  /** Whether `pulumi import` works for the resource. */
  readonly isImportable?: boolean | undefined;
}
