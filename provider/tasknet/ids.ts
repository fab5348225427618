/** The form of an id. Any other text could name another resource in a URL, or harm a user who types the command. */
export const idPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The field of a resource that holds its id. */
export type IdField = "sessionUUID" | "environmentUUID" | "fingerprintUUID" | "extensionUUID";

/**
 * The id in a text that may be cut off or otherwise unreadable: with it a resource can still be found and ended. The
 * first one in the text counts.
 */
export function findId(text: string, field: IdField): string | undefined {
  return new RegExp(`"${field}"\\s*:\\s*"([0-9A-Za-z-]{1,64})"`).exec(text)?.[1];
}
