import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentInfo } from "../provider/environment";
import type { ExtensionInfo, ExtensionKey } from "../provider/extension";
import type { FingerprintInfo } from "../provider/fingerprint";
import type * as lookUps from "./look-ups";

export type { EnvironmentInfo } from "../provider/environment";
export type { ExtensionInfo } from "../provider/extension";
export type { FingerprintInfo } from "../provider/fingerprint";

export interface GetEnvironmentArgs {
  readonly environmentUUID: string;
}

/** Which environments {@link getEnvironments} returns. */
export interface GetEnvironmentsArgs {
  /** Default: all names. */
  readonly name?: string | undefined;
}

export interface GetFingerprintArgs {
  readonly fingerprintUUID: string;
}

/** Which fingerprints {@link getFingerprints} returns. */
export interface GetFingerprintsArgs {
  /** Whether to return archived fingerprints that Tasknet still lists. Default: false. */
  readonly includeArchived?: boolean | undefined;
}

/** How {@link getExtension} finds an extension: by one of the two. */
export type GetExtensionArgs = ExtensionKey;

/** The fingerprints of the first page of Tasknet's list. */
export interface GetFingerprintsResult {
  readonly fingerprints: FingerprintInfo[];
  /** Whether the account has more fingerprints than Tasknet lists. */
  readonly hasMore: boolean;
}

/** Reads an environment by its UUID. Rejects if it does not exist. */
export async function getEnvironment(args: GetEnvironmentArgs): Promise<EnvironmentInfo> {
  return (await service()).getEnvironment(args.environmentUUID);
}

/** {@link getEnvironment} for a UUID that is an output. */
export function getEnvironmentOutput(args: {
  environmentUUID: pulumi.Input<string>;
}): pulumi.Output<EnvironmentInfo> {
  return pulumi.output(args).apply(getEnvironment);
}

/** Lists the environments of the account. */
export async function getEnvironments(args: GetEnvironmentsArgs = {}): Promise<EnvironmentInfo[]> {
  return (await service()).getEnvironments(args);
}

/** Reads a fingerprint by its UUID, also an archived one that Tasknet still shows. Rejects if it does not exist. */
export async function getFingerprint(args: GetFingerprintArgs): Promise<FingerprintInfo> {
  return (await service()).getFingerprint(args.fingerprintUUID);
}

/** {@link getFingerprint} for a UUID that is an output. */
export function getFingerprintOutput(args: {
  fingerprintUUID: pulumi.Input<string>;
}): pulumi.Output<FingerprintInfo> {
  return pulumi.output(args).apply(getFingerprint);
}

/** Lists fingerprints of the account: no request can ask for more than the first page of Tasknet's list. */
export async function getFingerprints(args: GetFingerprintsArgs = {}): Promise<GetFingerprintsResult> {
  return (await service()).getFingerprints(args);
}

/** Finds an extension by its UUID or its name. Rejects if there is none, or if several have the name. */
export async function getExtension(args: GetExtensionArgs): Promise<ExtensionInfo> {
  return (await service()).getExtension(args);
}

/** Lists the extensions that fingerprints can have. */
export async function getExtensions(): Promise<ExtensionInfo[]> {
  return (await service()).getExtensions();
}

/** Loaded by the first function call: a program that only declares resources does not need the API client. */
function service(): Promise<typeof lookUps> {
  return import("./look-ups.js");
}
