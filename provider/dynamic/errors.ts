import type { RecordedOrigin, Resource } from "../resource";
import { messageOf, InitFailedError } from "../resource";
import type { Properties } from "./properties";
import { providerKey, toOutputs } from "./properties";

/** What the dynamic provider's host makes an init failure of: the engine then keeps the state. */
interface ResourceError extends Error {
  id?: string;
  properties?: object;
  reasons?: string[];
}

type Reported = Pick<Resource<never>, "idOf" | "propertiesOf" | "secretProperties" | "recordedInputs">;

/** Makes of an operation one whose errors the host can report. The last argument of each holds the properties. */
export function reportErrors(
  resource: Reported,
): <A extends unknown[], R>(step: (...args: A) => Promise<R>) => (...args: A) => Promise<R> {
  return (step) =>
    async (...args) => {
      try {
        return await step(...args);
      } catch (error) {
        throw resourceError(resource, error, args.at(-1) as Properties);
      }
    };
}

function resourceError(resource: Reported, error: unknown, properties: Properties): ResourceError {
  const result: ResourceError = new Error(messageOf(error));
  // The host would also print the stack, which does not help a user.
  result.stack = "";
  if (error instanceof InitFailedError) {
    const state = error.state as RecordedOrigin;
    result.id = resource.idOf(state);
    // The host adds the provider only to the state of a success. Without it, nothing more can be done to the resource.
    result.properties = { ...toOutputs(resource, state), [providerKey]: properties[providerKey] };
    result.reasons = [error.message];
  }
  return result;
}
