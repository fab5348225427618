import { errorKind, messageOf } from "./errors";

/**
 * The warning with which a known resource is kept although its read failed; undefined for a failure that must end the
 * operation.
 * @param failed what failed, such as `could not read session X at Y`
 * @param remove what a destroy does, such as `end`
 */
export function keptAfterFailure(failed: string, error: unknown, remove: string): string | undefined {
  switch (errorKind(error)) {
    case "unauthorized":
      return (
        `${failed} with this API key, so its state stays as it is. ${messageOf(error)}\n` +
        "The key may be the one that the state holds from the last update. Set a valid key with " +
        "`pulumi config set --secret tasknet:apiKey` and `pulumi config set tasknet:apiKeyId ID`, or set " +
        "TASKNET_API_KEY and TASKNET_API_KEY_ID; the next `pulumi up` records it."
      );
    case "invalidResponse":
      return `${failed}, so its state stays as it is. ${messageOf(error)}\n\`pulumi destroy\` still ${remove}s it.`;
    default:
      return undefined;
  }
}
