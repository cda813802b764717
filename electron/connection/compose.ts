import type { AssetId } from '../../shared/domain/ids.ts';
import type { EmbeddingChoice } from '../../shared/domain/servers.ts';
import type { DatabaseEngine } from '../database/engines/engine.ts';
import { reconcileIfDirty } from '../database/maintenance.ts';
import { SharedRows } from '../database/shared-rows.ts';
import { composeIngest, openUploadRecords } from '../ingest/compose-ingest.ts';
import { recoverUploads } from '../ingest/recover.ts';
import type { Upload } from '../ingest/upload.ts';
import { createRecords } from '../intake/records.ts';
import type { Publish } from '../ipc/publish.ts';
import { type JobQueue, openJobQueue } from '../jobs/queue.ts';
import { createJobsSummary, listFailures, retryFailures } from '../jobs/summary.ts';
import { whenIdle } from '../jobs/when-idle.ts';
import { createCopies } from '../library/copies.ts';
import { createLibrary } from '../library/library.ts';
import { createPurge } from '../library/purge.ts';
import { createVersions } from '../library/versions/versions.ts';
import { openCheck } from '../library-check/open-check.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { createRenderJob, type LocalFile } from '../media/render-job.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { createClipEmbedder } from '../similarity/clip/embedder.ts';
import { createEmbedJob } from '../similarity/embed-job.ts';
import { LibraryEmbedding } from '../similarity/embedding/library-embedding.ts';
import { sharedColumnFits } from '../similarity/embedding/vectors-table.ts';
import { createSimilar } from '../similarity/similar.ts';
import { VectorIndexes } from '../similarity/vector-index/vector-indexes.ts';
import { step } from '../steps.ts';
import { createAssetUrls } from '../storage/asset-urls.ts';
import { asWritten, createLocate } from '../storage/locate.ts';
import type { ObjectStore } from '../storage/port.ts';
import { createUsage } from '../usage/usage.ts';
import { openWatch } from '../watch/open-watch.ts';
import type { WatchHost } from '../watch/watch-folders.ts';
import { createBackground, noBackground } from './background.ts';
import { createChanges } from './changes.ts';
import { type EmbeddingPorts, localEmbeddingPorts } from './embedding-ports.ts';
import { guardLibrary } from './guarded.ts';
import { alwaysThere } from './health/availability.ts';
import { Gate, guardCalls } from './health/gate.ts';
import { HealthMonitor, type PartProbe } from './health/monitor.ts';
import { embeddingProbe } from './health/probes.ts';
import { createSweeps } from './sweeps.ts';
import { joinTeam, type Team } from './team.ts';

export interface ComposeInput {
  readonly engine: DatabaseEngine;
  readonly store: ObjectStore;
  readonly media: MediaClient;
  readonly settings: SettingsStore;
  readonly publish: Publish;
  /** The row of `users` that this person's uploads carry; null for one who may only look. */
  readonly userId: string | null;
  /** No other desktop has this library open, so jobs that were being worked on are nobody's. */
  readonly alone: boolean;
  /** Where the library is on servers: this desktop among the others. Left out for a library on this computer. */
  readonly team?: Team;
  /** Parts of the library whose health is watched. */
  readonly probes?: readonly PartProbe[];
  readonly folders: {
    readonly spool: string;
    readonly resources: string;
    /** Where the files of downloaded models are; left out where there are none. */
    readonly clipModels?: string;
  };
  /** What the embedder takes of a profile; left out for a library on this computer. */
  readonly embedding?: EmbeddingPorts;
  readonly firstBrandName: () => string;
  /** Of the desktop, for watched folders; left out where there is none. */
  readonly watch?: WatchHost;
  /** What a server's autovacuum does, for an engine that has none; null where there is nothing to do. */
  readonly maintain: (() => Promise<void>) | null;
  /** Bytes free where the objects are; null where it can't be known. */
  readonly freeBytes: () => Promise<number | null>;
}

export type OpenLibrary = Awaited<ReturnType<typeof composeLibrary>>;

/** Quiet for so long, and the database is tidied up. */
const idleMs = 15_000;
const closeLimitMs = 1000;

/**
 * Puts the use cases together over a database and an object store, whichever they are, and starts the work in
 * the background. Nothing here knows whether the library is on this computer or on servers.
 */
export async function composeLibrary(input: ComposeInput) {
  const { engine, store, media, publish, settings, team = null } = input;
  const { db, backgroundDb } = engine;
  const access = team?.access ?? 'write';
  const canWrite = access === 'write';
  const jobs: JobQueue | null = canWrite
    ? await openJobQueue(engine.executeSql, { backend: team === null ? 'pglite' : 'postgres' })
    : null;

  const embeddingPorts = input.embedding ?? localEmbeddingPorts();
  const { clipModels: modelsDir } = input.folders;
  const embedding = new LibraryEmbedding({
    ...embeddingPorts,
    db: backgroundDb,
    media,
    resourcesDir: input.folders.resources,
    createClip: modelsDir === undefined ? null : (model) => createClipEmbedder(media, { modelsDir, model }),
    publish,
    access,
    isShared: team !== null,
    onWork: () => {
      background.walkAgain();
      background.notify('embed');
    },
  });
  await embedding.open();

  const health = new HealthMonitor({
    probes: [...(input.probes ?? []), embeddingProbe(embedding, embeddingPorts.fetch)],
    access,
    facts: async () => {
      const { waiting, failed } = await jobsSummary();
      const queues = { rendersWaiting: waiting.render, embedsWaiting: waiting.embed, failed };
      return { queues: { uploadsWaiting: board.waiting, ...queues }, desktops: await others.count() };
    },
    onChange: (state) => publish('health.changed', state),
  });
  const availability = team === null ? alwaysThere : health;
  const gate = team === null ? null : new Gate(health, access);

  const changes = createChanges(publish, (change) => others.tell(change));
  const urls = createAssetUrls(store);
  const rows = new SharedRows(input.userId);
  const locate = team === null ? asWritten : createLocate(store);
  const ports = { db, urls, assetsBucket: store.buckets.assets, rows, locate };
  const library = createLibrary(ports);
  const purger = createPurge({ db: backgroundDb, store, locate });
  const desktopId = team?.desktop.id ?? null;
  const uploads = await openUploadRecords({
    db: backgroundDb,
    store,
    publish,
    spoolFolder: input.folders.spool,
    desktopId,
  });
  const { board, journal, history } = uploads;
  const localFiles = new Map<AssetId, LocalFile>();

  const indexes = new VectorIndexes({
    engine,
    kind: team === null ? 'embedded' : 'server',
    access,
    model: () => embedding.searching,
    publish,
  });
  const idle = whenIdle(idleMs, async () => {
    await input.maintain?.().catch((error: unknown) => log.error('maintaining the database', error));
    if (team === null) await indexes.tidy();
  });
  const jobsSummary = createJobsSummary({
    db: backgroundDb,
    model: () => embedding.model,
    running: () => background.running,
    queued: jobs !== null,
  });
  const isAway = (error: unknown): Promise<boolean> => availability.isAway(error);
  const background =
    jobs === null
      ? noBackground
      : createBackground({
          db: backgroundDb,
          jobs,
          board,
          publish,
          availability,
          isShared: team !== null,
          render: createRenderJob({
            db: backgroundDb,
            store,
            media,
            jobs,
            locate,
            isAway,
            localFile: (id) => localFiles.get(id) ?? null,
            onRendered: (id, reshaped) => {
              localFiles.delete(id);
              board.processed(id);
              changes.details(id);
              if (reshaped) changes.assets();
              background.notify('embed');
            },
          }),
          embed: createEmbedJob({
            db: backgroundDb,
            store,
            jobs,
            embedding,
            share: await sharedColumnFits(backgroundDb),
          }),
          embedding,
          summary: jobsSummary,
          onStir: () => idle.stir(),
        });

  function onPublished(upload: Upload): void {
    const { assetId, path, identity, spooled, ref } = upload;
    if (assetId !== null && ref === null) board.processed(assetId);
    if (assetId !== null && path !== null && identity !== null && !spooled && ref !== null) {
      localFiles.set(assetId, { path, key: ref.key, size: identity.size, mtimeMs: identity.mtimeMs });
    }
    changes.assets();
    background.notify('render');
  }

  const { ingest, remains, resolveTarget } = composeIngest({
    records: uploads,
    db: backgroundDb,
    store,
    media,
    jobs,
    library,
    rows,
    userId: input.userId ?? '',
    settings,
    availability,
    canWrite,
    isShared: team !== null,
    firstBrandName: input.firstBrandName,
    onPublished,
    onLinked: () => changes.tags(),
  });
  const watch = openWatch({
    db: backgroundDb,
    store,
    locate,
    media,
    ingest,
    resolveTarget,
    availability,
    publish,
    canWrite,
    desktopId,
    host: input.watch,
  });
  const check = openCheck(
    {
      db: backgroundDb,
      store,
      media,
      publish,
      rows,
      jobs,
      userId: input.userId ?? '',
      shared: team !== null,
      alone: (name, work) => sweeps.alone(name, work),
      renderAgain: (ids) => failures.renderAgain(ids),
      async trash(ids) {
        const trashed = await library.trash({ ids });
        changes.assets();
        return trashed;
      },
      onAssets() {
        changes.assets();
        background.notify('render');
      },
    },
    gate,
  );
  const sweeps = createSweeps({
    check,
    db: backgroundDb,
    store,
    board,
    journal,
    remains,
    purger,
    jobs,
    background,
    embedding,
    availability,
    changes,
    desktopId,
  });

  // What can fail comes before anything that would have to be stopped again.
  if (jobs !== null) {
    await sweeps.alone('open', async () => {
      await jobs.recover({ everything: input.alone });
      await reconcileIfDirty(backgroundDb);
    });
    await recoverUploads({ ...uploads, ingest, resolveTarget });
  }
  const others = await joinTeam({
    team,
    engine,
    onChange(change) {
      changes.heard(change);
      if (change.what === 'assets') background.lookForMore();
    },
  });

  health.start();
  health.onTurn((offline) => {
    watch.changed();
    if (!offline) sweeps.now();
  });
  background.start();
  if (canWrite) sweeps.start();
  indexes.start();
  watch.start().catch((error: unknown) => log.error('watching folders', error));

  const failures = {
    failures: (limit: number) => listFailures(db, embedding.model, limit),
    async retryFailures() {
      if (jobs === null) return 0;
      const queued = await retryFailures(db, jobs, embedding.model);
      background.notify('render');
      background.notify('embed');
      return queued;
    },
    async renderAgain(ids: readonly AssetId[]) {
      await library.markPending(ids);
      step('render.marked');
      await db.transaction().execute(async (transaction) => await jobs?.add(transaction, 'render', ids));
      background.notify('render');
    },
  };
  const calls = {
    library,
    versions: createVersions({
      ...ports,
      store,
      jobs,
      userId: input.userId,
      finishPurges: () => purger.finishPurges(),
      onReplaced(id) {
        changes.details(id);
        changes.assets();
        background.notify('render');
      },
    }),
    purge: purger.purge,
    copies: createCopies({ db, store, media, locate }),
    similar: createSimilar({ db, urls, media, embedding, indexes }),
    usage: createUsage({ db, urls, freeBytes: input.freeBytes }),
    jobs: { summary: jobsSummary, ...failures },
  };
  const records = createRecords(ports);
  const embeddingCalls = {
    status: () => embedding.status(),
    choose: (choice: EmbeddingChoice, key: string | null) => embedding.choose(choice, key),
  };

  return {
    ...(gate === null ? calls : guardLibrary(calls, { gate, access, ports })),
    embedding: {
      ...(gate === null ? embeddingCalls : guardCalls(embeddingCalls, gate, ['choose'])),
      probe: (choice: EmbeddingChoice, key: string | null) => embedding.probe(choice, key),
      wake: () => embedding.wake(),
    },
    /** The brand of files for which none is named; made where there is none yet. */
    firstBrand: async () => (await resolveTarget({ brandId: null, projectId: null, tags: [] })).brandId,
    /** Assets and brands as other programs know them. */
    records: gate === null ? records : guardCalls(records, gate),
    access,
    ingest,
    history,
    watch,
    check,
    board,
    changes,
    health,
    store,
    /** Stops taking work, lets what is running end, and closes the database. */
    async close(): Promise<void> {
      if (availability.isOffline) engine.line?.reset();
      await Promise.all([watch.close(), check.close(), ingest.close()]);
      // First, so that what waits for an endpoint ends.
      const embeddingClosed = embedding.close();
      await background.stop([sweeps.stop(), idle.stop()]);
      await embeddingClosed;
      await indexes.close();
      await others.leave();
      await health.stop();
      await jobs?.stop();
      await closeEngine(engine);
    },
  };
}

/** Statements that hang on a silent server would keep their connections, and these the end. */
async function closeEngine(engine: DatabaseEngine): Promise<void> {
  const impatience = setTimeout(() => engine.line?.reset(), closeLimitMs);
  await engine.close().finally(() => clearTimeout(impatience));
}
