import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decode, encode } from "../../provider/plugin/properties";
import { defaultAccount, startSimulator } from "../../simulator";
import { servePlugin } from "../grpc/fixtures";
import { secret, structBytes } from "../grpc/values";
import { median } from "./median";

const kinds = ["empty", "check", "diff", "decode", "encode"] as const;
type Kind = (typeof kinds)[number];

/** Rate of each kind per second, and its median ratio to the rate of empty calls in the same turn. */
export type Throughput = Readonly<
  Record<Kind, { readonly perSecond: number; readonly ratioToEmpty: number }>
>;

/** Measures the gRPC service in this process. Each turn runs each kind for `turnMs` milliseconds. */
export async function measureThroughput(turns: number, turnMs: number): Promise<Throughput> {
  const simulator = await startSimulator({ manualClock: true });
  const { plugin, close } = await servePlugin();
  try {
    await plugin.configure({
      endpoint: simulator.url,
      apiKeyId: defaultAccount.apiKeyId,
      apiKey: secret(defaultAccount.apiKey),
    });
    const session = await plugin.make({ isVncEnabled: true });
    const message = structBytes(session.outputs);
    const { plain, secrets } = decode(message);
    const tasks: Readonly<Record<Kind, () => unknown>> = {
      empty: () => plugin.send("getPluginInfo", new Empty()),
      check: () => plugin.check({ leaseTime: 30, isVncEnabled: true }),
      diff: () => plugin.diff(session, { leaseTime: 31 }),
      decode: () => decode(message),
      encode: () => encode(plain, secrets),
    };
    const rates: Record<Kind, number[]> = { empty: [], check: [], diff: [], decode: [], encode: [] };
    // The first turn is a warm-up for the JIT compiler.
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const kind of kinds) {
        const rate = await measureRate(tasks[kind], turnMs);
        if (turn > 0) rates[kind].push(rate);
      }
    }
    const entries = kinds.map((kind) => {
      const ratioToEmpty = median(rates[kind].map((rate, i) => rate / rates.empty[i]!));
      return [kind, { perSecond: median(rates[kind]), ratioToEmpty }] as const;
    });
    return Object.fromEntries(entries) as unknown as Throughput;
  } finally {
    close();
    await simulator.stop();
  }
}

async function measureRate(task: () => unknown, ms: number): Promise<number> {
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < ms) {
    const result = task();
    // Awaiting the result of a synchronous task would add a microtask.
    if (result instanceof Promise) await result;
    count += 1;
  }
  return (count / (performance.now() - begin)) * 1000;
}
