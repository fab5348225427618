import type { Positions, SwitchSpecs } from "../switch-spec";

/** The switches of environments. */
export const environmentSwitches = {
  named: {
    duplicateName: {
      positions: ["allowed", "refused"],
      about: "create of an environment with the name of another; refused: 400",
    },
    deleteUsedEnvironment: {
      positions: ["400", "200", "cascade"],
      about:
        "DELETE of an environment with fingerprints; 200: they stay, cascade: they are archived with the DELETE",
    },
    deleteDeletedEnvironment: { positions: ["404", "200"], about: "DELETE of a deleted environment" },
    getDeletedEnvironment: { positions: ["404", "200"], about: "GET of a deleted environment" },
    resourceModes: {
      positions: ["isolated", "shared"],
      about: "environments and fingerprints of one mode in requests of another mode",
    },
  },
  numeric: {},
} as const satisfies SwitchSpecs;

/** The positions of the switches of environments. */
export type EnvironmentSwitches = Positions<typeof environmentSwitches>;
