import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { readFileSync } from "node:fs";
import type { Account } from "./accounts";
import { defaultAccount } from "./accounts";
import { checkExtensions } from "./extensions/schema";
import type { Fault } from "./faults";
import { checkFault } from "./faults";
import type { NumericSwitch } from "./switches";
import {
  checkSwitches,
  describeBounds,
  isWithinBounds,
  namedSwitches,
  numericSwitches,
  numericSwitchTable,
  switchTable,
} from "./switches";
import type { SimulatorOptions } from "./types";

const helpFooter = `
Each switch sets behaviour of the real service that is not published, or that differs from its
written contract.

A faults file is a JSON array, for example
  [{"operation": "CreateSession", "nth": 2, "status": 503, "retryAfter": 1},
   {"operation": "GetSession", "malformed": "truncated-json"},
   {"operation": "EndSession", "cut": "after"}]

An extensions file is a JSON array, for example
  [{"extensionUUID": "mine", "name": "Mine", "description": "Mine.",
    "url": "https://example.com"}]

Control plane, on the same port, without a key (request and response are JSON):
  GET  /_simulator/ledger               the calls since the start, with the names of headers only
  GET  /_simulator/sessions             all sessions, including ended ones
  GET  /_simulator/environments         all environments with secrets, including deleted ones
  GET  /_simulator/fingerprints         all fingerprints with secrets, including archived ones
  GET  /_simulator/extensions           all extensions
  GET  /_simulator/clock                the simulated time
  POST /_simulator/sessions/ID/end      end a session, as another client would
  POST /_simulator/sessions/ID/lease    {"minutes": 5}: set a lease, counted from now;
                                        {"movesUpdatedAt": false} overrides updatedAtOnPatch
  POST /_simulator/environments/ID/delete
                                        delete an environment, as another client would
  POST /_simulator/fingerprints/ID/archive
                                        archive a fingerprint, as another client would
  POST /_simulator/advance              {"seconds": 60}: only with --manual-clock
  POST /_simulator/faults               add one fault or an array of faults
  PUT  /_simulator/switches             {"getEnded": "terminated"}`;

/** The options as commander parses them: those of the simulator, and each switch by its name. */
export interface SimulatorFlags extends Record<string, unknown> {
  port: number;
  apiKeyId?: string[];
  apiKey?: string[];
  timeScale: number;
  manualClock?: boolean;
  state?: string;
  latency: number;
  createLatency: number;
  rateLimit?: number;
  capacity?: number;
  faults?: string;
  extensions?: string;
}

/** Parses text; NaN if it is not a number. */
function toNumber(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

function numberParser({
  min,
  isWhole = false,
}: {
  min: number;
  isWhole?: boolean;
}): (text: string) => number {
  return (text) => {
    const value = toNumber(text);
    if (!(value >= min && Number.isFinite(value)) || (isWhole && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        `It must be ${isWhole ? "a whole number" : "a number"}, ${min} or more.`,
      );
    }
    return value;
  };
}

function parsePort(text: string): number {
  const value = numberParser({ min: 0, isWhole: true })(text);
  if (value > 65_535) throw new InvalidArgumentError("A port is 0 to 65535.");
  return value;
}

function collect(text: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), text];
}

/** What the simulator is, in one sentence or two. */
export const simulatorDescription =
  "Simulates the Tasknet API on 127.0.0.1, for tests and first steps. It starts no browsers.";

/** Adds the simulator's options and its help text to a command. */
export function addSimulatorOptions(command: Command): Command {
  command
    .option("--port <number>", "port to listen on; 0: any free port", parsePort, 8787)
    .option(
      "--api-key-id <id>",
      `key id to accept; repeatable (default: "${defaultAccount.apiKeyId}")`,
      collect,
    )
    .option("--api-key <key>", `key of that id; repeatable (default: "${defaultAccount.apiKey}")`, collect)
    .option(
      "--time-scale <factor>",
      "simulated seconds per real second; 60: a minute takes a second",
      numberParser({ min: 0.001 }),
      1,
    )
    .option("--manual-clock", "only POST /_simulator/advance moves the time")
    .option("--state <file>", "file that keeps objects, ledger and time (mode 0600)")
    .option("--latency <ms>", "real milliseconds before every response", numberParser({ min: 0 }), 0)
    .option(
      "--create-latency <ms>",
      "additional real milliseconds before the response to a create, after its effect",
      numberParser({ min: 0 }),
      0,
    )
    .option(
      "--rate-limit <number>",
      "maximum requests per real second and account, then 429",
      numberParser({ min: 1, isWhole: true }),
    )
    .option(
      "--capacity <number>",
      "maximum number of concurrent sessions, then 503",
      numberParser({ min: 0, isWhole: true }),
    )
    .option("--faults <file>", "JSON file with the initial faults")
    .option("--extensions <file>", "JSON file with extensions in addition to the fixed ones")
    .addHelpText("after", helpFooter);
  for (const name of namedSwitches) {
    const { positions, about } = switchTable[name];
    command.addOption(
      new Option(`--${kebabCase(name)} <position>`, about).choices(positions).default(positions[0]),
    );
  }
  for (const name of numericSwitches) {
    const { default: defaultValue, about } = numericSwitchTable[name];
    command.option(`--${kebabCase(name)} <number>`, about, switchParser(name), defaultValue);
  }
  return command;
}

function switchParser(name: NumericSwitch): (text: string) => number {
  return (text) => {
    const value = toNumber(text);
    if (!isWithinBounds(name, value)) throw new InvalidArgumentError(`It must be ${describeBounds(name)}.`);
    return value;
  };
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readAccounts({ apiKeyId, apiKey }: SimulatorFlags): Account[] {
  if (!apiKeyId && !apiKey) return [defaultAccount];
  const ids = apiKeyId ?? [defaultAccount.apiKeyId];
  const keys = apiKey ?? [defaultAccount.apiKey];
  if (ids.length !== keys.length)
    throw new Error("give as many --api-key-id as --api-key, in the same order");
  return ids.map((id, index) => ({ apiKeyId: id, apiKey: keys[index] ?? "" }));
}

function readFaults(file: string): Fault[] {
  const given: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(given)) throw new Error(`${file} must hold a JSON array of faults`);
  return given.map(checkFault);
}

/** The options of a simulator. Throws an Error that names an invalid option or file. */
export function simulatorOptions(options: SimulatorFlags): SimulatorOptions {
  const switches = [...namedSwitches, ...numericSwitches].map((name) => [name, options[name]]);
  return {
    port: options.port,
    accounts: readAccounts(options),
    timeScale: options.timeScale,
    manualClock: options.manualClock,
    switches: checkSwitches(Object.fromEntries(switches)),
    faults: options.faults === undefined ? [] : readFaults(options.faults),
    extensions:
      options.extensions === undefined
        ? []
        : checkExtensions(JSON.parse(readFileSync(options.extensions, "utf8"))),
    state: options.state,
    latencyMs: options.latency,
    createLatencyMs: options.createLatency,
    rateLimit: options.rateLimit,
    capacity: options.capacity,
  };
}

/** The shell commands that make Pulumi programs use a simulator. */
export function environmentLines(url: string, { accounts }: SimulatorOptions): string[] {
  const { apiKeyId, apiKey } = accounts?.[0] ?? defaultAccount;
  // A key of the command line can be a real one, so the output must not contain it.
  const shownKey = apiKey === defaultAccount.apiKey ? apiKey : "'the key given'";
  return [
    `export TASKNET_ENDPOINT=${url}`,
    `export TASKNET_API_KEY_ID=${apiKeyId}`,
    `export TASKNET_API_KEY=${shownKey}`,
  ];
}
