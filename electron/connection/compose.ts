import { setTimeout as delay } from 'node:timers/promises';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { DatabaseEngine } from '../database/engines/engine.ts';
import { reconcileIfDirty } from '../database/maintenance.ts';
import { UploadBoard } from '../ingest/board.ts';
import { Ingest } from '../ingest/ingest.ts';
import { Journal } from '../ingest/journal.ts';
import { Pipeline } from '../ingest/pipeline.ts';
import { Publisher } from '../ingest/publisher.ts';
import { finishCancelled, recoverUploads } from '../ingest/recover.ts';
import { Remains } from '../ingest/remains.ts';
import { Spool } from '../ingest/spool.ts';
import { createTargetResolver } from '../ingest/target.ts';
import type { Upload } from '../ingest/upload.ts';
import type { Publish } from '../ipc/publish.ts';
import { settleLost } from '../jobs/lost.ts';
import { openJobQueue } from '../jobs/queue.ts';
import { JobRunner } from '../jobs/runner.ts';
import { listFailures, retryFailures, summarizeJobs } from '../jobs/summary.ts';
import { whenIdle } from '../jobs/when-idle.ts';
import { createCopies } from '../library/copies.ts';
import { createLibrary } from '../library/library.ts';
import { createPurge } from '../library/purge.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { createRenderJob, type LocalFile } from '../media/render-job.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { createEmbedJob } from '../similarity/embed-job.ts';
import { createMediaEmbedder } from '../similarity/embedders/media-embedder.ts';
import { createSimilar } from '../similarity/similar.ts';
import { createAssetUrls } from '../storage/asset-urls.ts';
import type { ObjectStore } from '../storage/port.ts';
import { createUsage } from '../usage/usage.ts';
import { createChanges } from './changes.ts';

export interface ComposeInput {
  readonly engine: DatabaseEngine;
  readonly store: ObjectStore;
  readonly media: MediaClient;
  readonly settings: SettingsStore;
  readonly publish: Publish;
  /** The row of `users` that this person's uploads carry. */
  readonly userId: string;
  /** No other desktop has this library open, so jobs that were being worked on are nobody's. */
  readonly alone: boolean;
  readonly folders: { readonly spool: string; readonly resources: string };
  readonly firstBrandName: () => string;
  /** What a server's autovacuum does, for an engine that has none; null where there is nothing to do. */
  readonly maintain: (() => Promise<void>) | null;
  /** Bytes free where the objects are; null where it can't be known. */
  readonly freeBytes: () => Promise<number | null>;
}

export type OpenLibrary = Awaited<ReturnType<typeof composeLibrary>>;

const sweepMs = 3600_000;
const jobEventMs = 1000;
/** Quiet for so long, and the database is tidied up. */
const idleMs = 15_000;
/** What takes longer to stop is handed out again at the next start. */
const closeLimitMs = 3000;

/**
 * Puts the use cases together over a database and an object store, whichever they are, and starts the work in
 * the background. Nothing here knows whether the library is on this computer or on servers.
 */
export async function composeLibrary(input: ComposeInput) {
  const { engine, store, media, publish, settings } = input;
  const { db, backgroundDb } = engine;
  const jobs = await openJobQueue(engine.executeSql);
  await jobs.recover({ everything: input.alone });

  const changes = createChanges(publish);
  const urls = createAssetUrls(store);
  const library = createLibrary({ db, urls, assetsBucket: store.buckets.assets });
  const purger = createPurge({ db: backgroundDb, store });
  const embedder = createMediaEmbedder(media, input.folders.resources);
  const board = new UploadBoard(publish);
  const journal = new Journal(backgroundDb);
  const spool = new Spool(input.folders.spool, store);
  const localFiles = new Map<AssetId, LocalFile>();

  await reconcileIfDirty(backgroundDb);
  const idle = whenIdle(idleMs, async () => {
    await input.maintain?.().catch((error: unknown) => log.error('maintaining the database', error));
  });

  let closed = false;
  let jobTimer: NodeJS.Timeout | null = null;
  const jobsSummary = () => summarizeJobs(backgroundDb, embedder.model, render.running + embed.running);
  function jobsChanged(): void {
    if (closed) return;
    idle.stir();
    jobTimer ??= setTimeout(() => {
      jobTimer = null;
      jobsSummary().then(
        (summary) => publish('jobs.changed', summary),
        (error: unknown) => log.error('counting jobs', error),
      );
    }, jobEventMs);
  }

  const render = new JobRunner({
    queue: jobs,
    kind: 'render',
    concurrency: 3,
    handler: createRenderJob({
      db: backgroundDb,
      store,
      media,
      jobs,
      localFile: (id) => localFiles.get(id) ?? null,
      onRendered: (id, reshaped) => {
        localFiles.delete(id);
        board.processed(id);
        changes.details(id);
        if (reshaped) changes.assets();
        embed.notify();
      },
    }),
    codeOf,
    onChange: () => {
      jobsChanged();
      if (!render.isBusy) embed.notify();
    },
  });
  const embed = new JobRunner({
    queue: jobs,
    kind: 'embed',
    concurrency: 1,
    // What a person sees comes first; vectors follow as soon as the pictures are there.
    hold: () => board.isBusy() || render.isBusy,
    handler: createEmbedJob({ db: backgroundDb, store, embedder, onEmbedded: () => undefined }),
    codeOf,
    onChange: jobsChanged,
  });

  function onPublished(upload: Upload): void {
    const { assetId, path, identity, spooled, ref } = upload;
    if (assetId !== null && ref === null) board.processed(assetId);
    if (assetId !== null && path !== null && identity !== null && !spooled && ref !== null) {
      localFiles.set(assetId, { path, size: identity.size, mtimeMs: identity.mtimeMs });
    }
    changes.assets();
    render.notify();
  }

  const publisher = new Publisher({ db: backgroundDb, jobs, userId: input.userId });
  const remains = new Remains({ db: backgroundDb, store, journal });
  const pipeline = new Pipeline({
    db: backgroundDb,
    store,
    media,
    board,
    journal,
    remains,
    publisher,
    onPublished,
  });
  const resolveTarget = createTargetResolver(library, input.firstBrandName);
  const ingest = new Ingest({
    board,
    journal,
    pipeline,
    remains,
    spool,
    resolveTarget,
    defaultDuplicates: () => settings.get().duplicates,
  });

  // What can fail comes before anything that would have to be stopped again.
  await recoverUploads({ board, journal, ingest, spool, resolveTarget });

  async function sweep(): Promise<void> {
    await finishCancelled({ board, journal, remains });
    await purger.finishPurges();
    if ((await purger.purgeExpired()) > 0) changes.assets();
    await jobs.recover({ everything: false });
    if ((await settleLost(backgroundDb, jobs)) > 0) render.notify();
  }
  let sweeping: Promise<void> | null = null;
  function startSweep(): void {
    sweeping ??= sweep()
      .catch((error: unknown) => {
        if (!closed) log.error('sweep', error);
      })
      .finally(() => {
        sweeping = null;
      });
  }
  const sweeper = setInterval(() => {
    startSweep();
  }, sweepMs);

  render.start();
  embed.start();
  startSweep();

  return {
    library,
    ingest,
    board,
    changes,
    purge: purger.purge,
    copies: createCopies({ db, store }),
    similar: createSimilar({ db, urls, media, embedder }),
    usage: createUsage({ db, urls, freeBytes: input.freeBytes }),
    store,
    jobs: {
      summary: jobsSummary,
      failures: (limit: number) => listFailures(db, limit),
      async retryFailures() {
        const queued = await retryFailures(db, jobs);
        render.notify();
        embed.notify();
        return queued;
      },
      async renderAgain(ids: readonly AssetId[]) {
        await library.markPending(ids);
        await db.transaction().execute((transaction) => jobs.add(transaction, 'render', ids));
        render.notify();
      },
    },
    /** Stops taking work, lets what is running end, and closes the database. */
    async close(): Promise<void> {
      closed = true;
      clearInterval(sweeper);
      if (jobTimer !== null) clearTimeout(jobTimer);
      await ingest.close();
      await Promise.race([
        Promise.all([render.stop(), embed.stop(), sweeping, idle.stop()]),
        delay(closeLimitMs, undefined, { ref: false }),
      ]);
      await jobs.stop();
      await engine.close();
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'internal';
}
