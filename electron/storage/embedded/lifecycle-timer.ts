import { expireDue } from './engine/lifecycle.ts';
import type { Store } from './engine/store.ts';

/** Rules fall due at midnight UTC; what is due goes within this time. */
const INTERVAL_MS = 10 * 60_000;

export interface LifecycleTimer {
  /** Looks for due objects now. */
  run(): void;
  /** Resolves when nothing is being expired any more. */
  stop(): Promise<void>;
}

/** Expires objects at the start, at intervals, and when asked. */
export function startLifecycleTimer(store: Store): LifecycleTimer {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = running.then(async () => {
      if (stopped) return;
      // A full disk puts it off to the next round.
      await expireDue(store, Date.now).catch(() => {});
    });
  };
  const timer = setInterval(run, INTERVAL_MS);
  timer.unref();
  run();
  return {
    run,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
