import { setInterval } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import * as tasknet from "pulumi-tasknet-native";

const projectName = "tasknet-automation";

/** Time between two updates, in milliseconds: shorter than `renewBefore`, so that a late one still renews in time. */
const periodMs = 2 * 60_000;

const everyPeriod = (signal: AbortSignal): AsyncIterable<unknown> =>
  setInterval(periodMs, undefined, { signal });

/**
 * Runs work with a session of its own, renews the lease until the work is done, and ends the session in every case.
 * @param stackName the name of the stack, which no other process may use at the same time
 * @param args the session; renewBefore must be longer than the period of the updates
 * @param work gets the session's id, and a signal that aborts if an update fails or finds that the session has ended
 */
export async function withSession<T>(
  stackName: string,
  args: tasknet.SessionArgs,
  work: (sessionUUID: string, signal: AbortSignal) => Promise<T>,
  ticks = everyPeriod,
): Promise<T> {
  const program = async (): Promise<Record<string, unknown>> => {
    // Work that has begun cannot continue on another session.
    const { sessionUUID, status } = new tasknet.Session("browser", { recreateWhenEnded: false, ...args });
    return { sessionUUID, status };
  };
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName, program });
  const done = new AbortController();
  const lost = new AbortController();
  let renewals = Promise.resolve();
  try {
    const { outputs } = await stack.up();
    renewals = renew(stack, ticks(done.signal)).catch((error: unknown) => lost.abort(error));
    return await work(outputs.sessionUUID.value, lost.signal);
  } finally {
    done.abort();
    // A stack does one thing at a time.
    await renewals;
    await stack.destroy({ remove: true });
  }
}

async function renew(stack: Stack, ticks: AsyncIterable<unknown>): Promise<void> {
  const tick = ticks[Symbol.asyncIterator]();
  while (!(await tick.next()).done) {
    const { outputs } = await stack.up();
    if (outputs.status.value !== "running") throw new Error("the session ended before its work");
  }
}

/** Ends the sessions that a killed process left. Call it before the first session: it ends all that the project has. */
export async function endLeftSessions(): Promise<void> {
  const workspace = await LocalWorkspace.create({
    projectSettings: { name: projectName, runtime: "nodejs" },
  });
  for (const { name } of await workspace.listStacks()) {
    const stack = await LocalWorkspace.selectStack({
      stackName: name,
      projectName,
      program: async () => ({}),
    });
    await stack.cancel();
    await stack.refresh({ clearPendingCreates: true });
    await stack.destroy({ remove: true });
  }
}
