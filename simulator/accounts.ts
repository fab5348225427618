/** A key pair that the simulator accepts. */
export interface Account {
  /** The value expected in `X-Api-Key-Id`. */
  apiKeyId: string;
  /** The value expected in `X-Api-Key`. */
  apiKey: string;
  /** Owner of the sessions. Key pairs with the same name share their sessions. Default: the `apiKeyId`. */
  account?: string | undefined;
}

/** The key pair that a simulator accepts by default. No real service accepts it. */
export const defaultAccount: Account = {
  apiKeyId: "00000000-0000-4000-8000-000000000001",
  apiKey: "simulator-key",
};

/** Returns the name of the account that a key pair belongs to, or undefined if no account has both keys. */
export function findAccount(
  accounts: readonly Account[],
  apiKeyId: string | undefined,
  apiKey: string | undefined,
): string | undefined {
  const match = accounts.find((a) => a.apiKeyId === apiKeyId && a.apiKey === apiKey);
  return match && (match.account ?? match.apiKeyId);
}
