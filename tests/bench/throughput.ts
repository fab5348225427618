import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decode, encode } from "../../provider/plugin/properties";
import { defaultAccount, startSimulator } from "../../simulator";
import { servePlugin } from "../grpc/fixtures";
import { secret, struct } from "../grpc/values";
import { median } from "./median";

const kinds = ["empty", "check", "diff", "decode", "encode"] as const;
type Kind = (typeof kinds)[number];

/** How many a second, one after another, and how many for one empty call of the same moment. */
export type Throughput = Readonly<Record<Kind, { readonly perSecond: number; readonly ofEmpty: number }>>;

/** The rates of the gRPC service in this process, taken in turn; each turn takes `turnMs` of each kind. */
export async function throughput(turns: number, turnMs: number): Promise<Throughput> {
  const simulator = await startSimulator({ manualClock: true });
  const { plugin, close } = await servePlugin();
  try {
    await plugin.configure({
      endpoint: simulator.url,
      apiKeyId: defaultAccount.apiKeyId,
      apiKey: secret(defaultAccount.apiKey),
    });
    const session = await plugin.make({ isVncEnabled: true });
    const message = struct(session.outputs);
    const { plain, secrets } = decode(message);
    const tasks: Readonly<Record<Kind, () => unknown>> = {
      empty: () => plugin.send("getPluginInfo", new Empty()),
      check: () => plugin.check({ leaseTime: 30, isVncEnabled: true }),
      diff: () => plugin.diff(session, { leaseTime: 31 }),
      decode: () => decode(message),
      encode: () => encode(plain, secrets),
    };
    const rates: Record<Kind, number[]> = { empty: [], check: [], diff: [], decode: [], encode: [] };
    // The first turn lets the compiler of the machine's code come to rest.
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const kind of kinds) {
        const rate = await rateOf(tasks[kind], turnMs);
        if (turn > 0) rates[kind].push(rate);
      }
    }
    const figures = kinds.map((kind) => {
      const ofEmpty = median(rates[kind].map((rate, i) => rate / rates.empty[i]!));
      return [kind, { perSecond: median(rates[kind]), ofEmpty }] as const;
    });
    return Object.fromEntries(figures) as unknown as Throughput;
  } finally {
    close();
    await simulator.stop();
  }
}

async function rateOf(task: () => unknown, ms: number): Promise<number> {
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < ms) {
    const answer = task();
    // A plain function must not pay for a turn of the event loop.
    if (answer instanceof Promise) await answer;
    count += 1;
  }
  return (count / (performance.now() - begin)) * 1000;
}
