import type { dynamic } from "@pulumi/pulumi";
import type * as handlers from "./handlers";
import type { Properties } from "./properties";

type Provider = dynamic.ResourceProvider<Properties, Properties>;

/* eslint-disable @typescript-eslint/no-require-imports -- what an import names would be captured by value */

/**
 * The dynamic provider of a resource. Its text is stored in every state, so it holds nothing but a reference to the
 * package: `configure`, which the host calls before any other step, lets it take on the steps of the package that is
 * installed. So the text is small, holds no value of this process, and stays the same from one release to the next.
 * @param type the last part of the resource's type. Default: a session, whose steps the module itself exports.
 */
function providerOf(type?: "Environment" | "Fingerprint"): Provider {
  return {
    configure(this: Provider, request: dynamic.ConfigureRequest): Promise<void> {
      try {
        // A bundler would put the package's code in place of a plain name, and no state could hold that.
        const steps = require(["pulumi-tasknet", "dynamic"].join("/")) as typeof handlers;
        Object.assign(this, type === undefined ? steps : steps[type]);
        return steps.configure(request);
      } catch (error) {
        const why = String(error).split("\n", 1).join("");
        const failure = new Error(
          `could not load the package pulumi-tasknet: ${why}. Nothing was called. Run \`npm install pulumi-tasknet\` in the ` +
            "folder of Pulumi.yaml, and run the command again.",
          { cause: error },
        );
        // The host would print it.
        failure.stack = "";
        throw failure;
      }
    },
  } as Provider;
}

export const sessionProvider = providerOf();
export const environmentProvider = providerOf("Environment");
export const fingerprintProvider = providerOf("Fingerprint");
