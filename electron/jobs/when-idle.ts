/** Runs a task once things have been quiet for a while; never twice at the same time. */
export interface WhenIdle {
  /** Something is going on: wait anew. */
  stir(): void;
  /** Runs no more; waits for the task if it is running. */
  stop(): Promise<void>;
}

export function whenIdle(quietMs: number, task: () => Promise<void>): WhenIdle {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;

  function begin(): void {
    timer = null;
    if (running !== null) return;
    running = task().finally(() => {
      running = null;
    });
  }

  return {
    stir() {
      if (stopped) return;
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(begin, quietMs);
      timer.unref();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
