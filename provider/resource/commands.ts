import { shellQuoted } from "../tasknet";
import type { Named } from "./context";

/** The command that removes a resource from the state without a call to the service. */
export function stateDeleteCommand({ urn }: Pick<Named, "urn">): string {
  if (urn === undefined) return "pulumi state delete 'URN' (`pulumi stack --show-urns` lists the URNs)";
  return `pulumi state delete ${shellQuoted(urn)}`;
}

/** The command that replaces a resource. */
export function replaceCommand({ urn }: Pick<Named, "urn">): string {
  return urn === undefined
    ? "pulumi up --replace 'URN' (`pulumi stack --show-urns` lists the URNs)"
    : `pulumi up --replace ${shellQuoted(urn)}`;
}

/**
 * The command that takes a resource into the stack; undefined for a dynamic provider, which cannot import.
 * @param type the last part of the resource's type, such as `Session`
 */
export function importCommand(
  { urn, isImportable = false }: Named,
  id: string,
  type: string,
): string | undefined {
  if (!isImportable) return undefined;
  const name = urn?.split("::").at(-1) ?? "NAME";
  return `pulumi import tasknet:index:${type} ${shellQuoted(name)} ${id}`;
}
