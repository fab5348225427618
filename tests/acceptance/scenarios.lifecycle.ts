import type { Scenario } from "./scenario";
import { group } from "./scenario";

const lifecycle = group(
  "Lifecycle",
  "the TypeScript example, on the engine",
  "the plugin's lifecycle, on the engine",
  [
    {
      scenario: "A preview of a create sends no request",
      dynamic: "sends no request in a preview",
      plugin: "sends no request in a preview",
    },
    {
      scenario: "A create sends one request",
      dynamic: "creates the session with one call and shows its outputs",
      plugin: "creates the session with one call and shows its outputs, the VNC password as a secret",
    },
    {
      scenario: "A second `up` changes nothing",
      dynamic: "changes nothing in a second update",
      plugin: "changes nothing in a second update, which sends one GET",
    },
    {
      scenario: "A changed lease is set in place: one PATCH, one GET",
      dynamic: "updates the lease of the running session with one PATCH and one GET",
      plugin: "updates the lease of the running session with one PATCH and one GET",
    },
    {
      scenario: "A destroy ends the session",
      dynamic: "ends the session with one DELETE in a destroy",
      plugin: "ends the session with one DELETE in a destroy",
    },
  ],
);

const drift = group(
  "Drift",
  "the TypeScript example, on the engine",
  "refresh by the plugin, on the engine",
  [
    {
      scenario: "A refresh shows no change while the lease runs down",
      dynamic: "shows no drift in a refresh while the lease runs down",
      plugin: ["total", "remaining", "stale"].map(
        (what) => `shows no drift in a refresh while leases run down if currentLeaseTime is ${what}`,
      ),
    },
  ],
);

const replacement = group(
  "Replacement",
  "changed inputs with the dynamic provider, on the engine",
  "replacement by the plugin, on the engine",
  [
    {
      scenario: "Each immutable input replaces, and a preview says so",
      dynamic:
        "previews each immutable property as the reason of a replacement, and the other properties as updates",
      plugin: "replaces the session when an immutable input changes, and previews its old and new value",
    },
    {
      scenario: "With one fingerprint the old session is ended first",
      dynamic: "ends the old session first if both use the same fingerprint",
      plugin: "ends the old session first if both use the same fingerprint",
    },
  ],
);

const endings = ["404", "terminated", "late-running"];
const expiry = group(
  "Leases that end",
  "leases that end with the dynamic provider, on the engine",
  "leases that end with the plugin, on the engine",
  [
    ...endings.map((says) => ({
      scenario: `An ended session is created again by a plain \`up\` (GET says ${says})`,
      dynamic: `creates ended sessions again in a plain update if the switch getEnded is ${says}`,
      plugin: `creates ended sessions again in a plain update if the switch getEnded is ${says}`,
    })),
    {
      scenario: "A refresh drops an ended session; the next `up` creates it",
      dynamic: "drops an ended session from the state in a refresh, and creates it again in the next update",
      plugin: "notices ended sessions in a refresh, and those that another client ended",
    },
    {
      scenario: "`recreateWhenEnded: false` keeps it as terminated",
      dynamic: "keeps an ended session as terminated if recreateWhenEnded is false, until an input changes",
      plugin: "keeps ended sessions as terminated if recreateWhenEnded is false, until the lease changes",
    },
    {
      scenario: "A lease near its end is renewed, once",
      dynamic: "renews a lease once when less than renewBefore remains",
      plugin: "renews a lease once when less than renewBefore remains, and previews an update of expiresAt",
    },
    {
      scenario: "A running session is kept, also if another client set its lease",
      dynamic: "keeps a session whose lease another client extended, whatever currentLeaseTime means",
      plugin: "keeps the sessions that still run, also if the update has only one target",
    },
  ],
);

/** The life of a session: create, update, replacement, end. */
export const lifecycleScenarios: readonly Scenario[] = [...lifecycle, ...drift, ...replacement, ...expiry];
