import { messageOf, PartialStateError } from "../session";
import { toOutputs } from "./values";

/** What the dynamic provider's host makes an init failure of: the engine then keeps the state. */
interface ResourceError extends Error {
  id?: string;
  properties?: object;
  reasons?: string[];
}

/** The step, its errors made such that the host can report them. */
export function reporting<A extends unknown[], R>(
  step: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await step(...args);
    } catch (error) {
      throw resourceError(error);
    }
  };
}

function resourceError(error: unknown): ResourceError {
  const result: ResourceError = new Error(messageOf(error));
  // The host would print a stack beside the message, and a user has no use for ours.
  result.stack = "";
  if (error instanceof PartialStateError) {
    result.id = error.state.sessionUUID;
    result.properties = toOutputs(error.state);
    result.reasons = [error.message];
  }
  return result;
}
