import type { dynamic } from "@pulumi/pulumi";
import type * as handlers from "./handlers";
import type { Properties } from "./properties";

type Provider = dynamic.ResourceProvider<Properties, Properties>;

/* eslint-disable @typescript-eslint/no-require-imports -- what an import names would be captured by value */

/**
 * The dynamic provider of a session. Its text is stored in every state, so it holds nothing but a reference to the
 * package: `configure`, which the host calls before any other step, lets it take on the handlers of the package that
 * is installed. So the text is small, holds no value of this process, and stays the same from one release to the next.
 */
export const sessionProvider = {
  configure(this: Provider, request: dynamic.ConfigureRequest): Promise<void> | undefined {
    Object.assign(this, require("pulumi-tasknet/dynamic") as typeof handlers);
    return this.configure?.(request);
  },
} as Provider;
