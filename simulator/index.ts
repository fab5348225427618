export { defaultAccount } from "./accounts";
export type { Account } from "./accounts";
export type { Fault, Malformation } from "./faults";
export type { LedgerEntry } from "./ledger";
export type { OperationName } from "./resources";
export type { SimulatedEnvironment } from "./environments/store";
export type { SimulatedExtension } from "./extensions/store";
export { fixedExtensions } from "./extensions/store";
export type { SimulatedFingerprint } from "./fingerprints/store";
export type { SessionSwitches } from "./sessions/switches";
export type { SimulatedSession } from "./sessions/store";
export { startSimulator } from "./simulator";
export {
  checkSwitches,
  defaultSessionSwitches,
  defaultSwitches,
  namedSessionSwitches,
  namedSwitches,
  numericSwitches,
  switchTable,
} from "./switches";
export type { Switches } from "./switches";
export type { LeaseOptions, Simulator, SimulatorOptions } from "./types";
