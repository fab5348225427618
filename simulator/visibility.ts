import type { CommonDeps, OwnedItem, ResourceRequest } from "./resource";

/** Whether the account and the mode of a request may use an object. */
export function isVisible(
  { account, mode }: Pick<ResourceRequest, "account" | "mode">,
  item: OwnedItem,
  modes: "isolated" | "shared",
): boolean {
  return item.account === account && (modes === "shared" || item.mode === mode);
}

/** Whether a read does not show a new object yet, as the switch `createLag` says. */
export function isLagging(
  { clock, switches }: CommonDeps,
  { createdAt }: Pick<OwnedItem, "createdAt">,
  view: "get" | "list",
): boolean {
  const isNew = clock.now() < createdAt + switches.createLagSeconds * 1000;
  return isNew && (switches.createLag === view || switches.createLag === "both");
}
