import * as pulumi from "@pulumi/pulumi";
import { sessionProvider } from "../provider/dynamic/provider";
import { propertiesOf } from "./properties";

/** The automation driver of the browser. */
export type Driver = "puppeteer" | "api";
/** VNC access: `rw` reads and writes, `ro` only reads. */
export type VncMode = "rw" | "ro";

/** The inputs of a {@link Session}. */
export interface SessionArgs {
  /**
   * The length of the lease in minutes: an integer from 1 to 60, counted from the time at which it is set. When the
   * lease expires, the session ends by itself. A change updates the lease of the running session.
   */
  leaseTime: pulumi.Input<number>;
  /** The automation driver. Default: `puppeteer`. A change replaces the session. */
  driver?: pulumi.Input<Driver | undefined> | undefined;
  /** Whether the browser accepts VNC connections. Default: false. A change replaces the session. */
  isVncEnabled?: pulumi.Input<boolean | undefined> | undefined;
  /** The VNC access. `ro` is a convenience, not a security boundary. Default: `ro`. A change replaces the session. */
  vncMode?: pulumi.Input<VncMode | undefined> | undefined;
  /**
   * The UUID of the stored browser fingerprint to use. Default: none; the session gets a temporary fingerprint. A change
   * replaces the session. A replacement with the same fingerprint ends the old session first.
   */
  fingerprintUUID?: pulumi.Input<string | undefined> | undefined;
  /** The secret of the fingerprint, sent only when the session is created. A change is only recorded. */
  fingerprintSecret?: pulumi.Input<string | undefined> | undefined;
  /** The environment of the fingerprint. Default: `tasknet:environmentId`. A change replaces the session. */
  environmentId?: pulumi.Input<string | undefined> | undefined;
  /**
   * The secret of the environment, sent only when the session is created. Default: `tasknet:environmentSecret`. A change
   * is only recorded.
   */
  environmentSecret?: pulumi.Input<string | undefined> | undefined;
  /** Whether the browser shows the mouse pointer. Default: false. A change replaces the session. */
  showMouse?: pulumi.Input<boolean | undefined> | undefined;
  /** Whether the traffic of the browser goes through a proxy of Tasknet. Default: false. A change replaces the session. */
  isProxyEnabled?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * Renew the lease during a `pulumi up` if at most this many minutes remain: an integer from 1 to `leaseTime`. Default:
   * none; a running lease is never renewed.
   */
  renewBefore?: pulumi.Input<number | undefined> | undefined;
  /**
   * Whether a `pulumi up` creates the session again after it has ended. If false, it stays in the state as `terminated`
   * until its lease or an immutable input changes. Default: true.
   */
  recreateWhenEnded?: pulumi.Input<boolean | undefined> | undefined;
  /**
   * The time until which a `pulumi up` keeps the session alive: an ISO 8601 timestamp, in UTC if it has no time zone. From
   * then on no update renews the lease or creates the session again. Default: none; there is no limit.
   */
  keepUntil?: pulumi.Input<string | undefined> | undefined;
}

/**
 * A remote browser, leased from Tasknet for 1 to 60 minutes. It ends by itself when its lease runs out, and a later
 * `pulumi up` creates it again. The resource's id is the session's UUID.
 */
export class Session extends pulumi.dynamic.Resource {
  /** Minutes, as declared. */
  declare readonly leaseTime: pulumi.Output<number>;
  declare readonly driver: pulumi.Output<Driver>;
  declare readonly isVncEnabled: pulumi.Output<boolean>;
  declare readonly vncMode: pulumi.Output<VncMode>;
  /** The fingerprint in use: the one declared, or the session's own. */
  declare readonly fingerprintUUID: pulumi.Output<string>;
  declare readonly showMouse: pulumi.Output<boolean>;
  declare readonly isProxyEnabled: pulumi.Output<boolean>;
  declare readonly renewBefore: pulumi.Output<number | undefined>;
  declare readonly recreateWhenEnded: pulumi.Output<boolean>;
  declare readonly keepUntil: pulumi.Output<string | undefined>;
  /** The session's UUID; the same as `id`. */
  declare readonly sessionUUID: pulumi.Output<string>;
  /** Minutes, as last reported by the service; whether it is the lease as set or what remains is not published. */
  declare readonly currentLeaseTime: pulumi.Output<number>;
  /** The password for VNC, where the service gives one. A secret. */
  declare readonly vncPassword: pulumi.Output<string | undefined>;
  /** `running`, or `terminated` for an ended session that is not to be created again. */
  declare readonly status: pulumi.Output<string>;
  /** ISO 8601. */
  declare readonly createdAt: pulumi.Output<string>;
  /** ISO 8601. */
  declare readonly updatedAt: pulumi.Output<string>;
  /** When the lease ends, ISO 8601: the time at which it was last set plus its minutes. */
  declare readonly expiresAt: pulumi.Output<string>;

  /**
   * @param name the resource's name in the stack
   * @param args the session's inputs; checked before anything is called; all faults are named at once
   * @param opts resource options. `import` is not possible with a dynamic provider.
   */
  constructor(name: string, args: SessionArgs, opts?: pulumi.CustomResourceOptions) {
    const properties: pulumi.Inputs = {
      ...propertiesOf(name, args, outputNames),
      fingerprintSecret: secret(args.fingerprintSecret),
      environmentSecret: secret(args.environmentSecret),
    };
    const secrets = ["vncPassword", "fingerprintSecret", "environmentSecret"];
    super(
      sessionProvider,
      name,
      properties,
      pulumi.mergeOptions({ additionalSecretOutputs: secrets }, opts),
      "tasknet",
      "Session",
    );
  }
}

const outputNames = [
  "driver",
  "isVncEnabled",
  "vncMode",
  "fingerprintUUID",
  "showMouse",
  "isProxyEnabled",
  "renewBefore",
  "recreateWhenEnded",
  "keepUntil",
  "sessionUUID",
  "currentLeaseTime",
  "vncPassword",
  "status",
  "createdAt",
  "updatedAt",
  "expiresAt",
];

function secret(
  value: pulumi.Input<string | undefined> | undefined,
): pulumi.Output<string | undefined> | undefined {
  return value === undefined ? undefined : pulumi.secret(value);
}
