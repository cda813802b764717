import type { DatabaseEngine } from '../database/engines/engine.ts';
import { reconcileIfDirty } from '../database/maintenance.ts';
import { SharedRows } from '../database/shared-rows.ts';
import { composeIngest, openUploadRecords } from '../ingest/compose-ingest.ts';
import { recoverUploads } from '../ingest/recover.ts';
import { type JobQueue, openJobQueue } from '../jobs/queue.ts';
import { createJobsSummary } from '../jobs/summary.ts';
import { whenIdle } from '../jobs/when-idle.ts';
import { createLibrary } from '../library/library.ts';
import { createPurge } from '../library/purge.ts';
import { openCheck } from '../library-check/open-check.ts';
import { log } from '../log.ts';
import { createClipEmbedder } from '../similarity/clip/embedder.ts';
import { LibraryEmbedding } from '../similarity/embedding/library-embedding.ts';
import { VectorIndexes } from '../similarity/vector-index/vector-indexes.ts';
import { createAssetUrls } from '../storage/asset-urls.ts';
import { asWritten, createLocate } from '../storage/locate.ts';
import { openWatch } from '../watch/open-watch.ts';
import { createChanges } from './changes.ts';
import { composeBackground } from './compose-background.ts';
import { composeCalls, createFailures } from './compose-calls.ts';
import type { ComposeInput } from './compose-input.ts';
import { localEmbeddingPorts } from './embedding-ports.ts';
import { alwaysThere } from './health/availability.ts';
import { Gate } from './health/gate.ts';
import { HealthMonitor } from './health/monitor.ts';
import { embeddingProbe } from './health/probes.ts';
import { createSweeps } from './sweeps.ts';
import { joinTeam } from './team.ts';

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
  const { background, onPublished } = await composeBackground({
    db: backgroundDb,
    store,
    media,
    jobs,
    board,
    publish,
    availability,
    isShared: team !== null,
    locate,
    changes,
    embedding,
    summary: jobsSummary,
    onStir: () => idle.stir(),
  });

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

  const failures = createFailures({ db, jobs, embedding, background, library });
  const calls = composeCalls({
    ...ports,
    store,
    media,
    jobs,
    userId: input.userId,
    freeBytes: input.freeBytes,
    library,
    purger,
    embedding,
    indexes,
    background,
    changes,
    jobsSummary,
    failures,
    gate,
    access,
  });

  return {
    ...calls,
    /** The brand of files for which none is named; made where there is none yet. */
    firstBrand: async () => (await resolveTarget({ brandId: null, projectId: null, tags: [] })).brandId,
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
