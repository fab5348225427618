export { defaultAccount, type Account } from "./accounts.js";
export type { OperationName } from "./contract.js";
export type { Fault, Malformation } from "./faults.js";
export type { LedgerEntry } from "./ledger.js";
export type { SimulatedSession } from "./sessions.js";
export { startSimulator, type Simulator, type SimulatorOptions } from "./simulator.js";
export { defaultSwitches, type Switches } from "./switches.js";
