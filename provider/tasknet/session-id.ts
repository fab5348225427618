/** The form of an id. Any other text could name another resource in a URL, or harm a user who types the command. */
export const sessionIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The id in a text that may be cut off or otherwise unreadable: with it a session can still be found and ended. */
export function findSessionUUID(text: string): string | undefined {
  return /"sessionUUID"\s*:\s*"([0-9A-Za-z-]{1,64})"/.exec(text)?.[1];
}
