/** A step that failed after its resource was made or changed: the state must be kept, or the resource is lost. */
export class InitFailedError<State = unknown> extends Error {
  constructor(
    message: string,
    readonly state: State,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "InitFailedError";
  }
}
