import type { CallOptions } from "../tasknet";
import type { OutputSpecs } from "./output-spec";
import type { Properties } from "./resource";

/** A function of the package, which only reads. */
export interface ResourceFunction<Context> {
  readonly description: string;
  /** What it finds, with its article, such as `a session`. */
  readonly noun: string;
  /** An input that is not optional must be given. */
  readonly inputs: OutputSpecs;
  readonly outputs: OutputSpecs;
  /** Its result without what is undefined. Throws ResourceNotFoundError if what it looks up does not exist. */
  run(context: Context, args: Properties, options?: CallOptions): Promise<Properties>;
}

/** Functions by their names, such as `getSession`. */
export type ResourceFunctions<Context> = Readonly<Record<string, ResourceFunction<Context>>>;

/** The service does not know a resource that a function looks up. */
export class ResourceNotFoundError extends Error {
  override readonly name = "ResourceNotFoundError";
}

/** What is wrong with the arguments of a function. */
export class InvalidArgumentError extends Error {
  override readonly name = "InvalidArgumentError";
}
