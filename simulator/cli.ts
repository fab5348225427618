#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import { readFileSync } from "node:fs";
import type { Account } from "./accounts";
import { defaultAccount } from "./accounts";
import type { Fault } from "./faults";
import { checkFault } from "./faults";
import { startSimulator } from "./simulator";
import type { NumericSwitch } from "./switches";
import {
  checkSwitches,
  describeNumber,
  isWithinBounds,
  namedSwitches,
  numericSwitches,
  numericSwitchTable,
  switchTable,
} from "./switches";
import type { SimulatorOptions } from "./types";

const notes = `
Switches stand for behaviour of the real service that is not published, or that departs from its written contract.

A faults file is a JSON array such as
  [{"operation": "CreateSession", "nth": 2, "status": 503, "retryAfter": 1},
   {"operation": "GetSession", "malformed": "truncated-json"},
   {"operation": "EndSession", "cut": "after"}]

Control plane, on the same port and without a key (JSON in and out):
  GET  /_simulator/ledger               the calls so far: header names, never values
  GET  /_simulator/sessions             all sessions, ended ones too
  GET  /_simulator/clock                the simulated time
  POST /_simulator/sessions/ID/end      end a session behind the client's back
  POST /_simulator/sessions/ID/lease    {"minutes": 5}: a new lease, from now;
                                        {"movesUpdatedAt": false} overrides updatedAtOnPatch
  POST /_simulator/advance              {"seconds": 60}: with --manual-clock only
  POST /_simulator/faults               one fault or an array of them
  PUT  /_simulator/switches             {"getEnded": "terminated"}`;

interface CliOptions extends Record<string, unknown> {
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
}

function numberFrom(least: number, integer: boolean): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!(value >= least && Number.isFinite(value)) || (integer && !Number.isInteger(value))) {
      throw new InvalidArgumentError(
        `It must be ${integer ? "a whole number" : "a number"}, ${least} or more.`,
      );
    }
    return value;
  };
}

function port(text: string): number {
  const value = numberFrom(0, true)(text);
  if (value > 65_535) throw new InvalidArgumentError("A port is 0 to 65535.");
  return value;
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

function commandLine(): Command {
  const program = new Command("tasknet-simulator")
    .description(
      "A local Tasknet Sessions API on 127.0.0.1, for tests and first steps. It starts no browsers.",
    )
    .option("--port <number>", "port to listen on; 0 for any free one", port, 8787)
    .option(
      "--api-key-id <id>",
      `key id to accept, repeatable (default: "${defaultAccount.apiKeyId}")`,
      collect,
    )
    .option("--api-key <key>", `key of that id, repeatable (default: "${defaultAccount.apiKey}")`, collect)
    .option(
      "--time-scale <factor>",
      "simulated seconds in a real one; 60: a minute is a second",
      numberFrom(0.001, false),
      1,
    )
    .option("--manual-clock", "time stands still until POST /_simulator/advance")
    .option("--state <file>", "keep sessions, ledger and time in this file (mode 0600)")
    .option("--latency <ms>", "real milliseconds before every response", numberFrom(0, false), 0)
    .option(
      "--create-latency <ms>",
      "more real milliseconds before the response to a create, after its effect",
      numberFrom(0, false),
      0,
    )
    .option("--rate-limit <number>", "requests per real second and account, then 429", numberFrom(1, true))
    .option("--capacity <number>", "sessions that may run at one time, then 503", numberFrom(0, true))
    .option("--faults <file>", "scripted faults to begin with")
    .addHelpText("after", notes);
  for (const name of namedSwitches) {
    const { positions, about } = switchTable[name];
    program.addOption(
      new Option(`--${dashed(name)} <position>`, about).choices(positions).default(positions[0]),
    );
  }
  for (const name of numericSwitches) {
    const { default: usual, about } = numericSwitchTable[name];
    program.option(`--${dashed(name)} <number>`, about, switchNumber(name), usual);
  }
  return program;
}

function switchNumber(name: NumericSwitch): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!isWithinBounds(name, value)) throw new InvalidArgumentError(`It must be ${describeNumber(name)}.`);
    return value;
  };
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function readAccounts({ apiKeyId, apiKey }: CliOptions): Account[] {
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

function simulatorOptions(options: CliOptions): SimulatorOptions {
  const switches = [...namedSwitches, ...numericSwitches].map((name) => [name, options[name]]);
  return {
    port: options.port,
    accounts: readAccounts(options),
    timeScale: options.timeScale,
    manualClock: options.manualClock,
    switches: checkSwitches(Object.fromEntries(switches)),
    faults: options.faults === undefined ? [] : readFaults(options.faults),
    state: options.state,
    latencyMs: options.latency,
    createLatencyMs: options.createLatency,
    rateLimit: options.rateLimit,
    capacity: options.capacity,
  };
}

async function main(program: Command): Promise<void> {
  const options = simulatorOptions(program.parse().opts<CliOptions>());
  const simulator = await startSimulator(options);
  const { apiKeyId, apiKey } = options.accounts?.[0] ?? defaultAccount;
  // A key given on the command line may be a real one: it is not repeated.
  const shownKey = apiKey === defaultAccount.apiKey ? apiKey : "'the key given'";
  process.stdout.write(
    [
      `Tasknet simulator at ${simulator.url}`,
      `export TASKNET_ENDPOINT=${simulator.url}`,
      `export TASKNET_API_KEY_ID=${apiKeyId}`,
      `export TASKNET_API_KEY=${shownKey}`,
      "",
    ].join("\n"),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void simulator.stop().then(() => {
        process.exit(0);
      });
    });
  }
}

const program = commandLine();
main(program).catch((error: unknown) => {
  program.error(`error: ${error instanceof Error ? error.message : String(error)}`);
});
