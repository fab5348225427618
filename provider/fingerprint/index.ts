export { fingerprintApi, fingerprintDefinition } from "./definition";
export type { FingerprintInfo } from "./look-up";
export { findFingerprint, findFingerprints } from "./look-up";
export { fingerprintResource } from "./resource";
export { fingerprintFunctions } from "./functions";
