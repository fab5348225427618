import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Simulator } from "../simulator";
import { defaultAccount, startSimulator } from "../simulator";
import { Workspace } from "./workspace";

/** Simulated seconds per real second. With 60 a minute of lease takes a second. */
const timeScale = 60;
const example = join(__dirname, "../../examples/typescript");

function print(text: string): void {
  process.stdout.write(text);
}

/** Prints a claim that is true. Throws if it is false. */
function verify(isTrue: boolean, claim: string): void {
  if (!isTrue) throw new Error(`this step of the demo failed: ${claim}`);
  print(`   ok: ${claim}\n`);
}

/** Runs the lifecycle of a session on the simulator. Rejects if a step fails. */
async function runDemo(simulator: Simulator, workspace: Workspace, signal: AbortSignal): Promise<void> {
  let steps = 0;
  const step = (title: string): void => {
    steps += 1;
    print(`\n== ${steps}. ${title}\n`);
  };
  const pulumi = async (...args: string[]): Promise<string> => {
    print(`$ pulumi ${args.join(" ")}\n`);
    const onOutput = (text: string): void => {
      print(text.replace(/^(?=.)/gm, "   "));
    };
    const run = await workspace.pulumi(args, { signal, onOutput });
    signal.throwIfAborted();
    if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${String(run.code)}`);
    return run.output;
  };
  const runningId = (): string => {
    const running = simulator.running();
    verify(running.length === 1, "one session is running");
    return running[0]?.sessionUUID ?? "";
  };

  step("Create a stack: settings are in its configuration, credentials in the environment");
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "leaseTime", "20");

  step("Preview: the session will be created, and nothing calls the API");
  const first = await pulumi("preview");
  verify(/Session +browser create/.test(first), "the preview shows a create");
  verify(simulator.ledger.length === 0, "the preview called no API");

  step("Update: the session is created");
  await pulumi("up", "--yes", "--skip-preview");
  const created = runningId();

  step("Change leaseTime: the running session gets a new lease");
  await pulumi("config", "set", "leaseTime", "30");
  const longer = await pulumi("up", "--yes", "--skip-preview", "--diff");
  verify(/~ leaseTime +: 20 => 30/.test(longer), "leaseTime changes in place");
  verify(runningId() === created, `it is the same session, ${created}`);

  step("Change driver: the preview shows a replacement");
  await pulumi("config", "set", "driver", "api");
  const replacement = await pulumi("preview", "--diff");
  verify(replacement.includes("(replace)"), "the preview shows a replacement");
  verify(/~ driver +: "puppeteer" => "api"/.test(replacement), "the driver causes it");

  step("Update: the session is replaced");
  await pulumi("up", "--yes", "--skip-preview");
  const replaced = runningId();
  verify(replaced !== created, `another session is running, ${replaced}`);

  step("Wait until the lease expires (a minute takes a second here)");
  while (simulator.running().length > 0) await delay(200, undefined, { signal });
  verify(simulator.running().length === 0, "no session is running");

  step("Preview and update: the expired session is created again");
  const again = await pulumi("preview");
  verify(again.includes(`session ${replaced} has ended`), "the preview says that the session has ended");
  await pulumi("up", "--yes", "--skip-preview");
  verify(runningId() !== replaced, "a new session is running");

  step("Destroy: the session is ended");
  await pulumi("destroy", "--yes", "--skip-preview");
  verify(simulator.running().length === 0, "no session is running");

  step("Summary: all calls to the API");
  for (const { operation, method, path, status } of simulator.ledger) {
    print(`   ${operation.padEnd(14)} ${method.padEnd(7)}${path} ${status}\n`);
  }
  const creates = simulator.ledger.filter(({ operation }) => operation === "CreateSession").length;
  verify(
    creates === 3,
    "three sessions were created: the first, its replacement, and the one after the expiry",
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
    await runDemo(simulator, workspace, interrupt.signal);
    print("\nAll steps of the demo succeeded.\n");
  } finally {
    await workspace.dispose();
    await simulator.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
