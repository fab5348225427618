import type { SessionState } from "./model";

/** A step that failed after its session was made or changed: the state must be kept, or the session is lost. */
export class InitFailedError extends Error {
  constructor(
    message: string,
    readonly state: SessionState,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "InitFailedError";
  }
}
