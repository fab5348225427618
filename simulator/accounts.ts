/** A key pair that the simulator accepts. */
export interface Account {
  /** The value expected in `X-Api-Key-Id`. */
  apiKeyId: string;
  /** The value expected in `X-Api-Key`. */
  apiKey: string;
  /** Owner of the sessions; key pairs with the same name share them. Default: the `apiKeyId`. */
  account?: string | undefined;
}

/** The key pair that a simulator accepts when no accounts are given. It opens nothing but a simulator. */
export const defaultAccount: Account = {
  apiKeyId: "00000000-0000-4000-8000-000000000001",
  apiKey: "simulator-key",
};

/** The name of the account that a key pair opens, or undefined where no account has both keys. */
export function accountOf(
  accounts: readonly Account[],
  apiKeyId: string | undefined,
  apiKey: string | undefined,
): string | undefined {
  const match = accounts.find((a) => a.apiKeyId === apiKeyId && a.apiKey === apiKey);
  return match && (match.account ?? match.apiKeyId);
}
