import { shellQuoted } from "../tasknet";
import type { SessionContext } from "./context";

/** The command that removes a resource from the state without a call to the service. */
export function stateDeleteCommand({ urn }: Pick<SessionContext, "urn">): string {
  if (urn === undefined) return "pulumi state delete 'URN' (`pulumi stack --show-urns` lists the URNs)";
  return `pulumi state delete ${shellQuoted(urn)}`;
}

/** The command that replaces a resource. */
export function replaceCommand({ urn }: Pick<SessionContext, "urn">): string {
  return urn === undefined
    ? "pulumi up --replace 'URN' (`pulumi stack --show-urns` lists the URNs)"
    : `pulumi up --replace ${shellQuoted(urn)}`;
}

/** The command that takes a session into the stack; undefined for a dynamic provider, which cannot import. */
export function importCommand(
  { urn, isImportable = false }: Pick<SessionContext, "urn" | "isImportable">,
  sessionUUID: string,
): string | undefined {
  if (!isImportable) return undefined;
  const name = urn?.split("::").at(-1) ?? "NAME";
  return `pulumi import tasknet:index:Session ${shellQuoted(name)} ${sessionUUID}`;
}
