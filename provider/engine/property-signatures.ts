/** How the engine's protocol writes values that JSON has no form for (sdk/go/common/resource/sig). */

/** The text that stands for an unknown value, or for an unknown string where kinds are distinguished. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The key that marks a special value. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
/** The mark of a secret, whose value is next to it under `value`. */
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
/** The mark of a reference to a resource, whose `urn` and `id` are next to it. */
export const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
