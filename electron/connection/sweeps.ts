import { exclusively } from '../database/exclusive.ts';
import { reconcileIfDirty } from '../database/maintenance.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { UploadBoard } from '../ingest/board.ts';
import { clearAfterGone } from '../ingest/gone.ts';
import type { Journal } from '../ingest/journal.ts';
import { finishCancelled } from '../ingest/recover.ts';
import type { Remains } from '../ingest/remains.ts';
import { settleLost } from '../jobs/lost.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { createPurge } from '../library/purge.ts';
import { log } from '../log.ts';
import type { LibraryEmbedding } from '../similarity/embedding/library-embedding.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { Background } from './background.ts';
import type { Changes } from './changes.ts';
import type { Availability } from './health/availability.ts';

interface SweepParts {
  readonly check: { sweep(): Promise<void> };
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly remains: Remains;
  readonly purger: ReturnType<typeof createPurge>;
  readonly jobs: JobQueue | null;
  readonly background: Background;
  readonly embedding: Pick<LibraryEmbedding, 'model' | 'sweep'>;
  readonly availability: Availability;
  readonly changes: Changes;
  /** Null where the library is this computer's alone. */
  readonly desktopId: string | null;
}

const sweepMs = 3600_000;
/** How often it is asked whether the library is to be checked again. */
const checkMs = 600_000;
/** How soon jobs of a desktop that died are handed out again once their time is up. */
const superviseMs = 15_000;

/** What is put in order now and then: what crashes and outages left, and what is past its time. */
export function createSweeps(parts: SweepParts) {
  const { db, store, board, journal, remains, purger, jobs, background, availability, changes } = parts;
  const { desktopId, embedding, check } = parts;
  let stopped = false;
  let running: Promise<void> | null = null;
  const timers: NodeJS.Timeout[] = [];

  /** Of several desktops one does it; null when another one is at it. */
  async function alone<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    return desktopId === null ? await work() : await exclusively(db, name, work);
  }

  async function sweep(): Promise<void> {
    await finishCancelled({ board, journal, remains });
    await alone('sweep', async () => {
      if (desktopId !== null) {
        const cleared = await clearAfterGone(db, store, desktopId);
        if (cleared > 0) log.info('set back uploads of desktops that are gone', { uploads: cleared });
      }
      await purger.finishPurges();
      if ((await purger.purgeExpired()) > 0) changes.assets();
      await jobs?.recover({ everything: false });
      await embedding.sweep();
      // On servers the backfill does this bit by bit.
      if (desktopId !== null || jobs === null) return;
      if ((await settleLost(db, jobs, embedding.model)) > 0) background.notify('render');
    });
    background.walkAgain();
  }

  async function quietly(doing: string, work: () => Promise<unknown>): Promise<void> {
    if (availability.isOffline) return;
    try {
      await work();
    } catch (error) {
      if (!stopped && !(await availability.isAway(error))) log.error(doing, error);
    }
  }

  function now(): void {
    if (stopped) return;
    running ??= quietly('sweep', sweep).finally(() => {
      running = null;
    });
  }

  return {
    alone,
    now,
    start(): void {
      timers.push(setInterval(now, sweepMs));
      timers.push(setInterval(() => void quietly('checking the library', () => check.sweep()), checkMs));
      if (desktopId !== null && jobs !== null) {
        const supervise = () =>
          alone('supervise', async () => {
            await jobs.recover({ everything: false });
            // A trigger that could not do its work in another program's statement left it for now.
            if ((await reconcileIfDirty(db)) > 0) changes.assets();
          });
        timers.push(setInterval(() => void quietly('supervising jobs', supervise), superviseMs));
      }
      now();
    },
    async stop(): Promise<void> {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
