import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Simulator } from "../simulator";
import { defaultAccount, startSimulator } from "../simulator";
import { Workspace } from "./workspace";

/** A minute of lease passes in a second. */
const timeScale = 60;
const example = join(__dirname, "../../examples/typescript");

function say(text: string): void {
  process.stdout.write(text);
}

function show(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`the demo did not show what it says: ${what}`);
  say(`   ok: ${what}\n`);
}

/** The main job on the simulator, step by step; rejects when a step does not show what it says. */
async function demo(simulator: Simulator, workspace: Workspace, signal: AbortSignal): Promise<void> {
  let steps = 0;
  const step = (title: string): void => {
    steps += 1;
    say(`\n== ${steps}. ${title}\n`);
  };
  const pulumi = async (...args: string[]): Promise<string> => {
    say(`$ pulumi ${args.join(" ")}\n`);
    const onOutput = (text: string): void => {
      say(text.replace(/^(?=.)/gm, "   "));
    };
    const run = await workspace.pulumi(args, { signal, onOutput });
    signal.throwIfAborted();
    if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${String(run.code)}`);
    return run.output;
  };
  const only = (): string => {
    const running = simulator.running();
    show(running.length === 1, "one session is running");
    return running[0]?.sessionUUID ?? "";
  };

  step("A new stack, its settings in the stack's configuration, the credentials in the environment");
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "leaseTime", "20");

  step("A preview: one session to create, and no call to the API");
  const first = await pulumi("preview");
  show(/Session +browser create/.test(first), "the preview creates the session");
  show(simulator.ledger.length === 0, "the preview called nothing");

  step("An update creates the session");
  await pulumi("up", "--yes", "--skip-preview");
  const created = only();

  step("A changed leaseTime: the lease of the running session is updated");
  await pulumi("config", "set", "leaseTime", "30");
  const longer = await pulumi("up", "--yes", "--skip-preview", "--diff");
  show(/~ leaseTime +: 20 => 30/.test(longer), "leaseTime changes in place");
  show(only() === created, `it is the same session, ${created}`);

  step("A changed driver: the preview shows the replacement");
  await pulumi("config", "set", "driver", "api");
  const replacement = await pulumi("preview", "--diff");
  show(replacement.includes("(replace)"), "the session is to be replaced");
  show(/~ driver +: "puppeteer" => "api"/.test(replacement), "the driver is the cause");

  step("The update replaces the session");
  await pulumi("up", "--yes", "--skip-preview");
  const replaced = only();
  show(replaced !== created, `another session is running, ${replaced}`);

  step("The lease runs out (a minute of it is a second here)");
  while (simulator.running().length > 0) await delay(200, undefined, { signal });
  show(simulator.running().length === 0, "no session is running");

  step("A plain preview says that the session is created again, and a plain update does it");
  const again = await pulumi("preview");
  show(again.includes(`session ${replaced} has ended`), "the preview tells that the session has ended");
  await pulumi("up", "--yes", "--skip-preview");
  show(only() !== replaced, "a new session is running");

  step("A destroy ends it");
  await pulumi("destroy", "--yes", "--skip-preview");
  show(simulator.running().length === 0, "no session is left");

  step("All calls that the API was sent");
  for (const { operation, method, path, status } of simulator.ledger) {
    say(`   ${operation.padEnd(14)} ${method.padEnd(7)}${path} ${status}\n`);
  }
  const creates = simulator.ledger.filter(({ operation }) => operation === "CreateSession").length;
  show(
    creates === 3,
    "three sessions were created: the first, its replacement, and the one after the lease's end",
  );
}

async function main(): Promise<void> {
  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      interrupt.abort(new Error("interrupted"));
    });
  }
  const simulator = await startSimulator({ timeScale });
  const workspace = new Workspace(example, {
    TASKNET_ENDPOINT: simulator.url,
    TASKNET_API_KEY: defaultAccount.apiKey,
    TASKNET_API_KEY_ID: defaultAccount.apiKeyId,
  });
  try {
    await demo(simulator, workspace, interrupt.signal);
    say("\nThe demo showed all that it says.\n");
  } finally {
    await workspace.dispose();
    await simulator.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
