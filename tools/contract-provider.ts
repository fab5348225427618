import type { SessionContext, SessionInputs } from "../provider/session";
import { messageOf } from "../provider/resource";
import { SessionBatchingReader, create, end, ProcessMemory, read, update } from "../provider/session";
import { TasknetClient } from "../provider/tasknet";
import { systemFetch } from "../provider/tasknet/transport";

/**
 * Runs the provider's operations against a service that validates its requests or mocks its responses. Prints the outcome
 * of each operation and the number of create requests. Exits with 1 if the number is not 1, or if `--all` is given and an
 * operation failed.
 *
 * Usage: node contract-provider.js ENDPOINT [--all]
 */
async function main([endpoint = "", flag]: readonly string[]): Promise<void> {
  let creates = 0;
  const { TASKNET_API_KEY: apiKey = "key", TASKNET_API_KEY_ID: apiKeyId = "key-id" } = process.env;
  const origin = { endpoint, mode: "private" };
  const client = new TasknetClient(
    { ...origin, apiKey, apiKeyId, version: "0.0.0" },
    {
      fetch: (url, init) => {
        if (init.method === "POST") creates += 1;
        return systemFetch(url, init);
      },
    },
  );
  const context: SessionContext = {
    api: client,
    reader: new SessionBatchingReader(client),
    origin,
    environment: { environmentId: "environment", environmentSecret: "environment-secret" },
    memory: new ProcessMemory(),
  };
  const failed = await runLifecycle(context);
  process.stdout.write(`sent creates: ${creates}, failed operations: ${failed}\n`);
  if (creates !== 1 || (flag === "--all" && failed > 0)) process.exitCode = 1;
}

const inputs: SessionInputs = {
  leaseTime: 10,
  driver: "puppeteer",
  isVncEnabled: true,
  vncMode: "rw",
  showMouse: true,
  isProxyEnabled: false,
  fingerprintUUID: "5d2f8c1e-0c3f-4b2a-9a52-3f4f6c1b7a10",
  fingerprintSecret: "fingerprint-secret",
  recreateWhenEnded: true,
};

/** Runs the lifecycle of one session, and returns the number of failed operations. */
async function runLifecycle(context: SessionContext): Promise<number> {
  const options = { timeoutMs: 20_000 };
  let failed = 0;
  const report = async <T>(name: string, operation: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await operation();
      process.stdout.write(`${name}: succeeds\n`);
      return result;
    } catch (error) {
      failed += 1;
      process.stdout.write(`${name}: fails: ${messageOf(error)}\n`);
      return undefined;
    }
  };
  const state = await report("create", () => create(context, { inputs, resourceKey: "one" }, options));
  const sessionUUID = state?.sessionUUID ?? "6a0f9c1e-0000-4000-8000-00000000000a";
  await report("read", () => read(context, sessionUUID, state, options));
  await report("list", () => context.api.listAll(options));
  if (state !== undefined) {
    const newInputs = { ...inputs, leaseTime: 20 };
    await report("update", () => update(context, { state, newInputs }, options));
  }
  await report("delete", () => end(context, { sessionUUID, state }, options));
  return failed;
}

void main(process.argv.slice(2));
