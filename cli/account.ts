import type { Command } from "commander";
import * as z from "zod/mini";
import type { ProviderContext } from "../provider/contexts";
import { ContextRegistry } from "../provider/contexts";
import type { Settings } from "../provider/settings";
import { misspeltSettings, resolveSettings, SettingsError } from "../provider/settings";
import type { CliDeps } from "./deps";

/** How a command finds the account. */
export interface AccountOptions {
  /** The stack whose configuration is used. Default: only environment variables. */
  readonly stack?: string | undefined;
  /** Takes precedence over the environment variable and the stack. */
  readonly endpoint?: string | undefined;
  /** Takes precedence over the environment variable and the stack. */
  readonly mode?: string | undefined;
}

/** The output of `pulumi config --json`. */
const configSchema = z.record(z.string(), z.looseObject({ value: z.optional(z.string()) }));

/** Adds the options of an account's address, which are no secrets. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--endpoint <url>", "base URL of the API (default: TASKNET_ENDPOINT, or https://api.tasknet.co)")
    .option("--mode <mode>", "mode of the sessions (default: TASKNET_MODE, or private)");
}

/** Adds the options that find an account. */
export function addAccountOptions(command: Command): Command {
  return addTargetOptions(
    command.option(
      "--stack <name>",
      "read the key, the endpoint and the mode from the configuration of a stack",
    ),
  );
}

/**
 * The settings of the account. As in the provider, an environment variable takes precedence over the stack.
 * @throws SettingsError that names what is missing or invalid
 */
export async function readSettings(
  { env, pulumi }: Pick<CliDeps, "env" | "pulumi">,
  { stack, endpoint, mode }: AccountOptions,
): Promise<Settings> {
  const configJson = stack === undefined ? "{}" : await readConfig(pulumi, stack);
  const config = configSchema.parse(JSON.parse(configJson));
  const given = {
    ...env,
    ...(endpoint === undefined ? {} : { TASKNET_ENDPOINT: endpoint }),
    ...(mode === undefined ? {} : { TASKNET_MODE: mode }),
  };
  try {
    return resolveSettings(
      (name) => config[`tasknet:${name}`]?.value,
      given,
      false,
      misspeltSettings(configJson),
    );
  } catch (error) {
    if (!(error instanceof SettingsError) || stack !== undefined) throw error;
    const hint = "Or give --stack NAME to use the configuration of a stack.";
    throw new Error(`${error.message}\n${hint}`, { cause: error });
  }
}

async function readConfig(pulumi: CliDeps["pulumi"], stack: string): Promise<string> {
  try {
    return await pulumi(["config", "--show-secrets", "--json", "--stack", stack]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`could not read the configuration of the stack ${stack}: ${why}`, { cause: error });
  }
}

/** The context of an account: its client, and what the rules of a session need. */
export async function openAccount(deps: CliDeps, options: AccountOptions): Promise<ProviderContext> {
  const { clock } = deps;
  return new ContextRegistry(await readSettings(deps, options), false, { clock }).for();
}
