import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import { nextLookMs } from '../connection/health/back-off.ts';
import { log } from '../log.ts';
import { abortable } from './abortable.ts';
import { closeEnds, type Ends } from './ends.ts';
import { consequence } from './failures.ts';
import type { RelocationJournal } from './journal.ts';
import { Move } from './mover.ts';
import type { MoveProgress } from './progress.ts';

/** How often both sides are looked at while a move runs. */
const heartbeatMs = 5000;

export interface RunOptions {
  readonly openEnds: () => Promise<Ends>;
  readonly journal: RelocationJournal;
  readonly progress: MoveProgress;
  readonly signal: AbortSignal;
  readonly onState: (state: 'copying' | 'verifying' | 'paused', reason: ErrorCode | null) => void;
  readonly onStep: () => void;
}

/**
 * Runs a move to its end, through any number of outages: while a side is away it waits, told by `onState`, and goes on by
 * itself. Gives null at the end, or why it stopped for good. Rejects only when the signal is aborted.
 */
export async function runThroughOutages(options: RunOptions): Promise<ErrorCode | null> {
  const { signal, onState } = options;
  for (let misses = 1; ; misses += 1) {
    const before = options.journal.done.size;
    try {
      await runOnce(options);
      return null;
    } catch (error) {
      signal.throwIfAborted();
      const { state, reason } = consequence(error);
      log.warn('a move was interrupted', { state, reason, message: String(error) });
      if (state === 'failed') return reason;
      if (options.journal.done.size > before) misses = 1;
      onState('paused', reason);
      await delay(nextLookMs(misses), undefined, { signal });
    }
  }
}

async function runOnce({ openEnds, journal, progress, signal, onState, onStep }: RunOptions): Promise<void> {
  const ends = await openEnds();
  const lost = new AbortController();
  const heart = startHeartbeat(ends, (error) => lost.abort(error));
  const stop = AbortSignal.any([signal, lost.signal]);
  // Every object that is on its way listens.
  setMaxListeners(0, stop);
  try {
    signal.throwIfAborted();
    await Move.run({
      source: { ...ends.source, store: abortable(ends.source.store, stop) },
      destination: { ...ends.destination, store: abortable(ends.destination.store, stop) },
      journal,
      progress,
      signal: stop,
      onPhase: (phase) => onState(phase, null),
      onStep,
    });
  } finally {
    clearInterval(heart);
    await closeEnds(ends);
  }
}

/** A server that went silent keeps statements waiting for ever, so it is asked by another connection. */
function startHeartbeat(ends: Ends, onLost: (error: unknown) => void): NodeJS.Timeout {
  let isLooking = false;
  return setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    for (const end of [ends.source, ends.destination]) {
      end
        .check()
        .catch((error: unknown) => {
          onLost(error);
          for (const one of [ends.source, ends.destination]) one.reset();
        })
        .finally(() => {
          isLooking = false;
        });
    }
  }, heartbeatMs);
}
