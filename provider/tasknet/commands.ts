/** Where the API is: the parts of a URL that a command needs. */
interface Target {
  readonly endpoint: string;
  readonly mode: string;
}

// The key goes through a pipe from the shell itself: all users of a machine see the arguments of a command.
const key = `printf 'X-Api-Key: %s' "$TASKNET_API_KEY" |`;
const headers = '-H @- -H "X-Api-Key-Id: $TASKNET_API_KEY_ID"';

/** The shell command that lists the sessions of an account without Pulumi. */
export function listCommand({ endpoint, mode }: Target): string {
  return `${key} curl ${headers} '${endpoint}/${mode}/v1/sessions'`;
}

/** The shell command that ends a session without Pulumi. */
export function endCommand({ endpoint, mode }: Target, sessionUUID: string): string {
  return `${key} curl -X DELETE ${headers} '${endpoint}/${mode}/v1/sessions/${sessionUUID}'`;
}
