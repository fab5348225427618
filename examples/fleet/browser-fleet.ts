import * as pulumi from "@pulumi/pulumi";
import * as tasknet from "pulumi-tasknet-native";

export interface BrowserFleetArgs {
  /** The number of sessions. */
  readonly size: number;
  /** What all sessions have in common. */
  readonly session: tasknet.SessionArgs;
  /** A new value replaces all sessions. */
  readonly release?: string;
  /** Whether the old sessions of a replacement end before the new ones start; false by default. */
  readonly fewerAtOnce?: boolean;
}

/** Several sessions with the same settings. */
export class BrowserFleet extends pulumi.ComponentResource {
  readonly sessionUUIDs: pulumi.Output<string[]>;

  constructor(name: string, args: BrowserFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tasknet-examples:index:BrowserFleet", name, {}, opts);
    const { size, session, release, fewerAtOnce = false } = args;
    const sessions = Array.from(
      { length: size },
      (_, index) =>
        new tasknet.Session(`${name}-${index}`, session, {
          parent: this,
          replacementTrigger: release,
          deleteBeforeReplace: fewerAtOnce,
          // Adopts a session of this name that the program had before it had the component.
          aliases: [{ parent: pulumi.rootStackResource }],
        }),
    );
    this.sessionUUIDs = pulumi.all(sessions.map(({ sessionUUID }) => sessionUUID));
    this.registerOutputs({ sessionUUIDs: this.sessionUUIDs });
  }
}
