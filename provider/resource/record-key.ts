/** Key of what is recorded with a session's properties. The engine shows no key that begins with two underscores. */
export const recordKey = "__tasknet";
