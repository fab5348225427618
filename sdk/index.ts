import "../provider/require-node";
export type { GetSessionArgs, GetSessionsArgs, SessionInfo } from "./functions";
export {
  getSession,
  getSessionOutput,
  getSessions,
  getSessionsOutput,
  getVncPassword,
  getVncPasswordOutput,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- kept for one version
  listSessions,
} from "./functions";
export type { Driver, SessionArgs, VncMode } from "./session";
export { Session } from "./session";
export type { EnvironmentArgs } from "./environment";
export { Environment } from "./environment";
export type {
  FingerprintArgs,
  FingerprintBrowserConfig,
  FingerprintDevice,
  FingerprintProxyStatus,
  FingerprintScreen,
} from "./fingerprint";
export { Fingerprint } from "./fingerprint";
export type {
  EnvironmentInfo,
  ExtensionInfo,
  FingerprintInfo,
  GetEnvironmentArgs,
  GetEnvironmentsArgs,
  GetExtensionArgs,
  GetFingerprintArgs,
  GetFingerprintsArgs,
  GetFingerprintsResult,
} from "./resource-functions";
export {
  getEnvironment,
  getEnvironmentOutput,
  getEnvironments,
  getExtension,
  getExtensions,
  getFingerprint,
  getFingerprintOutput,
  getFingerprints,
} from "./resource-functions";
