import * as pulumi from "@pulumi/pulumi";
import { fingerprintProvider } from "../provider/dynamic/provider";
import { propertiesOf } from "./properties";

/** The screen of a fingerprint. */
export interface FingerprintScreen {
  /** Width and height in pixels: 1280x1024, 1920x1080, 1366x768, 1536x864, 1280x720, 1440x900 or 1280x2400. */
  resolution: pulumi.Input<string>;
  /** Color depth in bits: 24, 30 or 32. */
  depth: pulumi.Input<number>;
  /** Dots per inch: 96, 120, 144 or 192. */
  dpi: pulumi.Input<number>;
}

/** The devices of a fingerprint. Tasknet chooses a count that is not given. */
export interface FingerprintDevice {
  /** An integer, 0 or more. */
  numSpeakers?: pulumi.Input<number | undefined> | undefined;
  /** An integer, 0 or more. */
  numMicrophones?: pulumi.Input<number | undefined> | undefined;
  /** An integer, 0 or more. */
  numCameras?: pulumi.Input<number | undefined> | undefined;
}

/** The inputs of a {@link Fingerprint}. */
export interface FingerprintArgs {
  /** The environment of the fingerprint. A change replaces the fingerprint. */
  environmentUUID: pulumi.Input<string>;
  /** Default: none; Tasknet makes a fingerprint with random settings. A change replaces the fingerprint. */
  screen?: pulumi.Input<FingerprintScreen | undefined> | undefined;
  /** Only together with `screen`. Default: as Tasknet chooses. A change replaces the fingerprint. */
  device?: pulumi.Input<FingerprintDevice | undefined> | undefined;
  /**
   * The country of the proxy, two letters of ISO 3166-1. Default: as Tasknet chooses. A change updates the fingerprint in
   * place; taking it away replaces the fingerprint.
   */
  proxy?: pulumi.Input<{ country: pulumi.Input<string> } | undefined> | undefined;
  /** UUIDs of extensions, in any order. Only together with `screen`. Default: none. A change replaces the fingerprint. */
  extensions?: pulumi.Input<pulumi.Input<string>[] | undefined> | undefined;
}

/** The settings of the browser, as Tasknet reports them. */
export interface FingerprintBrowserConfig {
  readonly browser?: string;
  readonly extensions?: string[];
  readonly numCameras?: number;
  readonly numMicrophones?: number;
  readonly numSpeakers?: number;
  readonly screenDPI?: number;
  readonly screenDepth?: number;
  readonly screenResolution?: string;
}

/** The proxy, as Tasknet reports it. */
export interface FingerprintProxyStatus {
  readonly appliedDomains?: string[];
  readonly city?: string;
  readonly country?: string;
  readonly state?: string;
  readonly type?: string;
}

/**
 * A browser identity that keeps logins from one session to the next. Only the country of its proxy can be changed. A
 * delete or a replacement archives it: that deletes its stored data, and nothing undoes it. The resource's id is the
 * fingerprint's UUID. A preview: Tasknet's published documentation does not contain it.
 */
export class Fingerprint extends pulumi.dynamic.Resource {
  /** The fingerprint's UUID; the same as `id`. */
  declare readonly fingerprintUUID: pulumi.Output<string>;
  declare readonly environmentUUID: pulumi.Output<string>;
  declare readonly isArchived: pulumi.Output<boolean | undefined>;
  declare readonly browserConfig: pulumi.Output<FingerprintBrowserConfig | undefined>;
  declare readonly proxy: pulumi.Output<FingerprintProxyStatus | undefined>;
  declare readonly language: pulumi.Output<string | undefined>;
  declare readonly timeZone: pulumi.Output<string | undefined>;
  declare readonly platform: pulumi.Output<string | undefined>;
  declare readonly deviceType: pulumi.Output<string | undefined>;
  /** ISO 8601. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** ISO 8601. */
  declare readonly updatedAt: pulumi.Output<string | undefined>;
  /** For `fingerprintSecret` of a session. Tasknet shows it at most when the fingerprint is created. A secret. */
  declare readonly fingerprintSecret: pulumi.Output<string | undefined>;

  /**
   * @param name the resource's name in the stack
   * @param args the fingerprint's inputs
   * @param opts resource options; `protect: true` and `retainOnDelete: true` keep a fingerprint with its logins. `import`
   * is not possible with a dynamic provider.
   */
  constructor(name: string, args: FingerprintArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      fingerprintProvider,
      name,
      propertiesOf(name, args, outputNames),
      pulumi.mergeOptions({ additionalSecretOutputs: ["fingerprintSecret"] }, opts),
      "tasknet",
      "Fingerprint",
    );
  }
}

const outputNames = [
  "fingerprintUUID",
  "isArchived",
  "browserConfig",
  "proxy",
  "language",
  "timeZone",
  "platform",
  "deviceType",
  "createdAt",
  "updatedAt",
  "fingerprintSecret",
];
