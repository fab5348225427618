export { defaultAccount, type Account } from "./accounts";
export type { OperationName } from "./contract";
export type { Fault, Malformation } from "./faults";
export type { LedgerEntry } from "./ledger";
export type { SimulatedSession } from "./sessions";
export { startSimulator, type Simulator, type SimulatorOptions } from "./simulator";
export { defaultSwitches, type Switches } from "./switches";
