import type { Deadline } from "./deadline";

/** A queue that lets tasks in. `RequestLimiter` is one. */
export interface TaskQueue {
  /** Runs the task when its turn comes; rejects with the signal's reason if it aborts while the task waits. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Runs a task when the queue lets it. The time in our own queue does not count as the operation's. */
export async function inTurn<T>(
  queue: TaskQueue,
  { deadline, signal }: { readonly deadline: Deadline | undefined; readonly signal: AbortSignal },
  task: () => Promise<T>,
): Promise<T> {
  let isWaiting = true;
  const goOn = (): void => {
    if (isWaiting) deadline?.resume();
    isWaiting = false;
  };
  deadline?.pause();
  try {
    return await queue.run(() => {
      goOn();
      return task();
    }, signal);
  } finally {
    goOn();
  }
}
