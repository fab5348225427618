import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";

export interface RunOptions {
  readonly cwd?: string;
  /** Variables in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command and returns its standard output. Rejects with its output if it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const env = { ...process.env, ...options.env };
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(" ")} failed.\n${stdout}${stderr}`, { cause: error }));
    });
  });
}

/** Runs a task for each item, as many at a time as the machine has cores. The results are in the order of the items. */
export async function forEachInParallel<Item, Result>(
  items: readonly Item[],
  task: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await task(item));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
