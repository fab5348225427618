import { setImmediate as nextTurn } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import sinon from "sinon";
import { serve } from "../../provider/plugin/serve";
import { ProviderService } from "../../provider/plugin/service";
import type { Simulator, SimulatorOptions } from "../../simulator/index";
import { defaultAccount, startSimulator } from "../../simulator/index";
import type { Message } from "./fake-engine";
import { FakeEngine } from "./fake-engine";
import { Plugin } from "./plugin";
import { machineTime } from "./time";
import type { Raw } from "./values";
import { secret, start } from "./values";

export { FakeEngine } from "./fake-engine";
export { failure, initFailureOf } from "./failure";
export type { Checked, Method, Resource } from "./plugin";
export { Plugin, resourceOf } from "./plugin";
export { expectNewRecord } from "./record";
export type { Raw, RecordedFacts } from "./values";
export {
  anyId,
  fingerprintA,
  fingerprintB,
  minuteMs,
  minutesOf,
  output,
  raw,
  rawOf,
  secret,
  start,
  struct,
  structBytes,
  unknown,
  urn,
} from "./values";

/** A provider plugin that serves on a port, with an engine to log to and an API to call. */
export interface TestProvider {
  readonly plugin: Plugin;
  readonly sim: Simulator;
  readonly engine: FakeEngine;
  /** The port that the plugin serves on. */
  readonly port: number;
  /** The configuration that leads to the simulator. */
  readonly config: Raw;
  /** Moves the time of the service and of this machine, in milliseconds. */
  readonly advance: (ms: number) => void;
  /** Makes the provider's waits last until they are cancelled. By default they pass at once. */
  readonly holdWaits: () => void;
  /** All messages that the engine received, once those sent before have arrived. */
  readonly engineMessages: () => Promise<Message[]>;
}

function clearEnvironment(): void {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("TASKNET_")) Reflect.deleteProperty(process.env, name);
  }
}

/** Clears the variables that configure the provider before each test, and restores the environment after it. */
function ownEnvironment(): void {
  const saved = { ...process.env };
  beforeEach(clearEnvironment);
  afterEach(() => {
    clearEnvironment();
    Object.assign(process.env, saved);
  });
}

const unbounded = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Serves the provider on a loopback port as the plugin's command does. */
export async function servePlugin(): Promise<{
  service: ProviderService;
  plugin: Plugin;
  port: number;
  close: () => void;
}> {
  const service = new ProviderService();
  const server = serve(service.handlers());
  const port = await server.port;
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), unbounded);
  const close = (): void => {
    client.close();
    service.close();
    server.close();
  };
  return { service, plugin: new Plugin(client), port, close };
}

export interface TestProviderOptions {
  readonly sim?: SimulatorOptions;
  /** Configuration in addition to the simulator's endpoint and keys. */
  readonly config?: Raw;
  /** Whether Configure is called; default true. */
  readonly isConfigured?: boolean;
  /** Whether the service's time passes while the provider waits. Default: only this machine's time passes. */
  readonly sharesTime?: boolean;
}

/** Returns a function that starts providers for the tests of one `describe`. Their waits pass at once. */
export function providerStarter(): (options?: TestProviderOptions) => Promise<TestProvider> {
  const closers: (() => unknown)[] = [];
  const time = machineTime();
  ownEnvironment();
  beforeEach(() => {
    sinon.stub(Math, "random").returns(0);
  });
  afterEach(async () => {
    sinon.restore();
    await Promise.all(closers.splice(0).map((close) => close()));
  });
  return async (options = {}) => {
    const sim = await startSimulator({ manualClock: start, ...options.sim });
    const engine = await FakeEngine.start();
    const { service, plugin, port, close } = await servePlugin();
    closers.push(
      () => sim.stop(),
      close,
      () => {
        engine.stop();
      },
    );
    const config = {
      endpoint: sim.url,
      apiKeyId: defaultAccount.apiKeyId,
      apiKey: secret(defaultAccount.apiKey),
      ...options.config,
    };
    await plugin.handshake(engine.address);
    if (options.isConfigured !== false) await plugin.configure(config);
    let marks = 0;
    const engineMessages = async (): Promise<Message[]> => {
      // Messages keep their order, so all earlier ones have arrived when the mark arrives.
      const mark = `mark ${(marks += 1)}`;
      service.log.info("mark", mark);
      await until(() => engine.messages.some(({ text }) => text === mark));
      return engine.messages.filter((message) => message.urn !== "mark");
    };
    const { sharesTime = false } = options;
    if (sharesTime) {
      time.onAdvance((ms) => {
        sim.advance(ms);
      });
    }
    const advance = (ms: number): void => {
      if (!sharesTime) sim.advance(ms);
      time.advance(ms);
    };
    return { plugin, sim, engine, port, config, engineMessages, advance, holdWaits: time.holdWaits };
  };
}

/** The operations of the calls that the simulator received. */
export function calls(sim: Simulator): string[] {
  return sim.ledger.map(({ operation }) => operation);
}

/** Waits for a condition, such as the arrival of a request; mocha's timeout bounds the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}
