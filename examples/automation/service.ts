import { endLeftSessions, withSession } from "./with-session";

/** Stands for your automation, which connects to the session. */
async function work(sessionUUID: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  process.stdout.write(`working with session ${sessionUUID}\n`);
}

async function main(): Promise<void> {
  await endLeftSessions();
  // Each job has a stack of its own, so both run at once.
  await Promise.all(
    ["first", "second"].map((job) => withSession(job, { leaseTime: 10, renewBefore: 6 }, work)),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
