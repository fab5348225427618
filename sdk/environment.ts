import * as pulumi from "@pulumi/pulumi";
import { environmentProvider } from "../provider/dynamic/provider";
import { propertiesOf } from "./properties";

/** The inputs of an {@link Environment}. */
export interface EnvironmentArgs {
  /**
   * The name of the environment: at least one character. A change replaces the environment, and what its fingerprints have
   * stored can then no longer be read.
   */
  name: pulumi.Input<string>;
}

/**
 * An environment of fingerprints. Its secret decrypts what they store. Nothing of it can be changed, and it does not
 * expire. The resource's id is the environment's UUID. A preview: Tasknet's published documentation does not contain it.
 */
export class Environment extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;
  /** The environment's UUID; the same as `id`. */
  declare readonly environmentUUID: pulumi.Output<string>;
  declare readonly publicKey: pulumi.Output<string | undefined>;
  /** ISO 8601. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** For `environmentSecret` of a session. Tasknet shows it only when the environment is created. A secret. */
  declare readonly envSecret: pulumi.Output<string | undefined>;

  /**
   * @param name the resource's name in the stack
   * @param args the environment's inputs
   * @param opts resource options; `protect: true` keeps an environment whose loss would cost logins. `import` is not
   * possible with a dynamic provider.
   */
  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      environmentProvider,
      name,
      propertiesOf(name, args, outputNames),
      pulumi.mergeOptions({ additionalSecretOutputs: ["envSecret"] }, opts),
      "tasknet",
      "Environment",
    );
  }
}

const outputNames = ["environmentUUID", "publicKey", "createdAt", "envSecret"];
