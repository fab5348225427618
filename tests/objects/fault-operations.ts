import type { OperationName } from "../../simulator";
import type { Stack } from "./fixtures";
import { screen, upEnvironment, upFingerprint } from "./fixtures";

/** An operation on an environment or a fingerprint, and the request in it that a fault affects. */
export interface FaultOperation {
  readonly title: string;
  readonly request: OperationName;
  /** The resource of the stack that it is about. */
  readonly name: string;
  /** Makes what exists before. */
  readonly prepare: (stack: Stack) => Promise<unknown>;
  readonly act: (stack: Stack) => Promise<unknown>;
}

const environmentOf = ({ engine }: Stack): string => engine.state.get("shop")?.id ?? "";
const both = async (stack: Stack): Promise<void> => {
  await upFingerprint(stack, await upEnvironment(stack), { screen, proxy: { country: "DE" } });
};
const nothing = (): Promise<void> => Promise.resolve();

export const faultOperations: readonly FaultOperation[] = [
  {
    title: "create of an environment",
    request: "CreateEnvironment",
    name: "shop",
    prepare: nothing,
    act: (stack) => upEnvironment(stack),
  },
  {
    title: "create of a fingerprint",
    request: "CreateFingerprint",
    name: "buyer",
    prepare: (stack) => upEnvironment(stack),
    act: (stack) => upFingerprint(stack, environmentOf(stack)),
  },
  {
    title: "create of a random fingerprint",
    request: "CreateRandomFingerprint",
    name: "buyer",
    prepare: (stack) => upEnvironment(stack),
    act: (stack) => upFingerprint(stack, environmentOf(stack), {}),
  },
  {
    title: "country of a new random fingerprint",
    request: "UpdateFingerprintProxy",
    name: "buyer",
    prepare: (stack) => upEnvironment(stack),
    act: (stack) => upFingerprint(stack, environmentOf(stack), { proxy: { country: "FR" } }),
  },
  {
    title: "refresh of an environment",
    request: "ListEnvironments",
    name: "shop",
    prepare: both,
    act: ({ engine }) => engine.refresh("shop"),
  },
  {
    title: "refresh of a fingerprint",
    request: "GetFingerprint",
    name: "buyer",
    prepare: both,
    act: ({ engine }) => engine.refresh("buyer"),
  },
  {
    title: "change of a country",
    request: "UpdateFingerprintProxy",
    name: "buyer",
    prepare: both,
    act: (stack) => upFingerprint(stack, environmentOf(stack), { screen, proxy: { country: "FR" } }),
  },
  {
    title: "read after a change of a country",
    request: "GetFingerprint",
    name: "buyer",
    prepare: both,
    act: (stack) => upFingerprint(stack, environmentOf(stack), { screen, proxy: { country: "FR" } }),
  },
  {
    title: "archive of a fingerprint",
    request: "ArchiveFingerprint",
    name: "buyer",
    prepare: both,
    act: ({ engine }) => engine.destroy("buyer"),
  },
  {
    title: "delete of an environment",
    request: "DeleteEnvironment",
    name: "shop",
    prepare: (stack) => upEnvironment(stack),
    act: ({ engine }) => engine.destroy("shop"),
  },
];
