import type * as pulumi from "@pulumi/pulumi";
import { recordKey } from "../provider/resource/record-key";

/**
 * The properties of a resource as its program gives them to the dynamic provider.
 * @param args a type of inputs
 * @param outputs names of all outputs
 */
export function propertiesOf(name: string, args: object, outputs: readonly string[]): pulumi.Inputs {
  // An output is resolved only where a property of its name exists.
  const missing = outputs.filter((output) => !(output in args)).map((output) => [output, undefined]);
  return {
    ...args,
    // The provider's process gets the resource's name in no other way.
    [recordKey]: { name },
    ...(Object.fromEntries(missing) as pulumi.Inputs),
  };
}
