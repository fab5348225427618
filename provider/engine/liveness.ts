import { connect } from "node:net";

/** Interval between two checks of whether the engine lives, in milliseconds. */
const livenessIntervalMs = 2_000;

/** The engine's address, `host:port`, among the process's arguments. A host may put other arguments before it. */
export function engineAddress(): string | undefined {
  return process.argv.slice(2).findLast((argument) => /^[^/]+:\d+$/.test(argument));
}

/** Whether the engine listens at its address; true if that is not certain. */
export function isEngineAlive(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(":");
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      resolve(code !== "ECONNREFUSED");
    });
  });
}

/**
 * Calls back once the engine is gone. A provider has a process group of its own, so an engine that is killed leaves it
 * running; the engine's address is the one sign of life in every way in which a provider is started.
 */
export function whenEngineEnds(address: string, ended: () => void): void {
  const check = async (): Promise<void> => {
    if (await isEngineAlive(address)) whenEngineEnds(address, ended);
    else ended();
  };
  setTimeout(() => void check(), livenessIntervalMs).unref();
}
