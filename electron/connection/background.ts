import { setTimeout as delay } from 'node:timers/promises';
import type { JobsSummary } from '../../shared/contract/jobs.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { UploadBoard } from '../ingest/board.ts';
import type { Publish } from '../ipc/publish.ts';
import { Backfill } from '../jobs/backfill.ts';
import { GivingWay } from '../jobs/giving-way.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { type JobHandler, JobRunner } from '../jobs/runner.ts';
import { log } from '../log.ts';
import type { Availability } from './health/availability.ts';

export interface BackgroundOptions {
  readonly db: SparklioDb;
  readonly jobs: JobQueue;
  readonly board: UploadBoard;
  readonly publish: Publish;
  readonly availability: Availability;
  /** Other desktops work the same queue, and other programs write assets. */
  readonly isShared: boolean;
  readonly render: JobHandler;
  readonly embed: JobHandler;
  /** Where vectors come from: how many pictures are worth having on their way, and whether any can be made now. */
  readonly embedding: { readonly model: string; readonly picturesAtOnce: number; readonly isHeld: boolean };
  readonly summary: () => Promise<JobsSummary>;
  /** Something is going on. */
  readonly onStir: () => void;
}

export interface Background {
  /** Jobs in hand. */
  readonly running: number;
  notify(kind: 'render' | 'embed'): void;
  /** Assets may have come that nothing was queued for. */
  lookForMore(): void;
  /** An hour has passed: everything is looked through again. */
  walkAgain(): void;
  start(): void;
  /** Takes no more work and waits for what is in hand, but not for long. */
  stop(others: readonly Promise<unknown>[]): Promise<void>;
}

/** The first pictures of a drop wait for the database more than they work, behind the files that come in. */
const firstAtOnce = 12;
const jobEventMs = 1000;
/** After the last change, for counts of few rows and for those of many. */
const settledMs = [2500, 65_000];
/** What takes longer to stop is handed out again at the next start. */
const closeLimitMs = 3000;
/** Where others could take a job meanwhile, none is held that has to wait for this desktop. */
const sharedTakeAhead = 1;

/** The work that goes on by itself: pictures first, vectors when no picture is on its way. */
export function createBackground(options: BackgroundOptions): Background {
  const { db, jobs, board, publish, availability, isShared, summary } = options;
  let stopped = false;
  let jobTimer: NodeJS.Timeout | null = null;
  let settled: NodeJS.Timeout[] = [];

  function tell(): void {
    if (stopped || availability.isOffline) return;
    summary().then(
      (counts) => publish('jobs.changed', counts),
      async (error: unknown) => {
        if (!stopped && !(await availability.isAway(error))) log.error('counting jobs', error);
      },
    );
  }

  function jobsChanged(): void {
    if (stopped) return;
    options.onStir();
    jobTimer ??= setTimeout(() => {
      jobTimer = null;
      tell();
    }, jobEventMs);
    // Counts may be some time old, so the last change is told again when they are surely new.
    for (const timer of settled) clearTimeout(timer);
    settled = settledMs.map((ms) => setTimeout(tell, ms).unref());
  }

  const common = {
    queue: jobs,
    codeOf,
    availability,
    ...(isShared ? { takeAhead: sharedTakeAhead } : { aliveEveryMs: null }),
  };
  const way = new GivingWay({ isBusy: () => board.isBusy() });
  const render = new JobRunner({
    ...common,
    kind: 'render',
    concurrency: () => (!board.isBusy() ? 3 : way.isFirst ? firstAtOnce : 1),
    // A person waits for the bytes to be safe before all pictures are there.
    hold: () => way.hold(),
    handler: (job, signal) => {
      way.begun();
      return options.render(job, signal);
    },
    onChange: () => {
      jobsChanged();
      if (!render.isBusy) embed.notify();
    },
  });
  const embed = new JobRunner({
    ...common,
    kind: 'embed',
    concurrency: () => options.embedding.picturesAtOnce,
    // What a person sees comes first; vectors follow as soon as the pictures are there.
    hold: () => board.isBusy() || render.isBusy || options.embedding.isHeld,
    handler: options.embed,
    onChange: jobsChanged,
  });
  const runners = { render, embed };
  const backfill = new Backfill({
    db,
    jobs,
    isShared,
    model: () => options.embedding.model,
    hold: () => availability.isOffline,
    vectorsAreHeld: () => options.embedding.isHeld,
    onQueued: (kind) => {
      jobsChanged();
      runners[kind].notify();
    },
  });

  return {
    get running() {
      return render.running + embed.running;
    },
    notify: (kind) => runners[kind].notify(),
    lookForMore: () => backfill.notify(),
    walkAgain: () => backfill.walkAgain(),
    start() {
      render.start();
      embed.start();
      backfill.start();
    },
    async stop(others) {
      stopped = true;
      if (jobTimer !== null) clearTimeout(jobTimer);
      for (const timer of settled) clearTimeout(timer);
      await Promise.race([
        Promise.all([render.stop(), embed.stop(), backfill.stop(), ...others]),
        delay(closeLimitMs, undefined, { ref: false }),
      ]);
    },
  };
}

/** For a person who may only look: others do the work. */
export const noBackground: Background = {
  running: 0,
  notify: () => undefined,
  lookForMore: () => undefined,
  walkAgain: () => undefined,
  start: () => undefined,
  stop: async () => undefined,
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'internal';
}
