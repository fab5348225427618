import { messageOf, InitFailedError } from "../session";
import type { Properties } from "./properties";
import { providerKey, toOutputs } from "./properties";

/** What the dynamic provider's host makes an init failure of: the engine then keeps the state. */
interface ResourceError extends Error {
  id?: string;
  properties?: object;
  reasons?: string[];
}

/** The operation with errors that the host can report. The last argument of each holds the properties. */
export function reportErrors<A extends unknown[], R>(
  step: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await step(...args);
    } catch (error) {
      throw resourceError(error, args.at(-1) as Properties);
    }
  };
}

function resourceError(error: unknown, properties: Properties): ResourceError {
  const result: ResourceError = new Error(messageOf(error));
  // The host would also print the stack, which does not help a user.
  result.stack = "";
  if (error instanceof InitFailedError) {
    result.id = error.state.sessionUUID;
    // The host adds the provider only to the state of a success. Without it, nothing more can be done to the resource.
    result.properties = { ...toOutputs(error.state), [providerKey]: properties[providerKey] };
    result.reasons = [error.message];
  }
  return result;
}
