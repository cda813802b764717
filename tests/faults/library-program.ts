/** A library in a process of its own: the app's use cases over real parts, told over the channel of the parent process. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenLibrary } from '../../electron/connection/compose.ts';
import { openServersLibrary } from '../../electron/connection/servers-library.ts';
import { openPg } from '../../electron/database/engines/pg/engine.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import { AppError } from '../../electron/errors.ts';
import { createMediaClient } from '../../electron/media/client.ts';
import { spawnNodeWorker } from '../../electron/media/node-worker.ts';
import { openSettings } from '../../electron/settings/settings.ts';
import { onStep } from '../../electron/steps.ts';
import { findInconsistencies } from '../support/consistency.ts';
import { spawnServices } from '../support/local-services.ts';
import { type OpenedLibrary, openLibrary } from '../support/open-library.ts';
import { check, clear, repair } from './program/checking.ts';
import { move } from './program/moving.ts';
import { openIntake, watch } from './program/ways-in.ts';
import { type Asked, type Command, type LibraryPlace, requestSchema } from './protocol.ts';

const [, , mediaWorker = '', localServices = '', resources = '', template = ''] = process.argv;

/** A watched folder's patience. */
const impatient = { quietMs: 100, gatherMs: 20, clearMs: 100, lookMs: 1000, heldBackMs: 200, retryMs: 200 };

const media = createMediaClient(() => spawnNodeWorker({ node: process.execPath, entry: mediaWorker }));

let library: OpenLibrary | null = null;
let embedded: OpenedLibrary | null = null;
let closeIntake = async (): Promise<void> => undefined;

function current(): OpenLibrary {
  if (library === null) throw new Error('No library is open');
  return library;
}

async function open(place: LibraryPlace): Promise<void> {
  if (place.kind === 'embedded') {
    embedded = await openLibrary({
      folder: place.folder,
      media,
      template,
      resources,
      spawn: () => spawnServices({ entry: localServices, execArgv: [] }),
    });
    library = embedded;
    return;
  }
  const own = join(place.folder, place.desktopId);
  await mkdir(own, { recursive: true });
  library = await openServersLibrary(place.target, {
    desktopId: place.desktopId,
    appVersion: '0.0.0',
    media,
    settings: await openSettings(own),
    publish: () => undefined,
    folders: { spool: join(own, 'incoming'), resources },
    firstBrandName: () => 'First brand',
    watch: { trash: (path) => rm(path), ownFolders: [own], timing: impatient },
    onExit: () => undefined,
  });
}

/** Until no file is on its way, having asked for another attempt at everything that failed and may be tried again. */
async function settle(): Promise<{ failed: string[] }> {
  const { board, ingest, health, jobs } = current();
  health.wake();
  const failures = () =>
    board
      .batches()
      .flatMap(({ id: batchId, failed }) =>
        failed === 0
          ? []
          : board
              .files({ batchId, states: ['failed'], offset: 0, limit: 200 })
              .files.map((file) => ({ batchId, file })),
      );
  for (let presses = 0; ; presses += 1) {
    while (health.isOffline || board.isBusy()) await delay(20);
    const again = failures().filter(({ file }) => file.error?.retry === true);
    if (again.length === 0 || presses === 5) break;
    for (const batchId of new Set(again.map((one) => one.batchId))) ingest.retry({ batchId, uploadId: null });
  }
  // Also lets the runners look at once.
  await jobs.retryFailures();
  return { failed: failures().map(({ file }) => `${file.name}: ${file.error?.code}`) };
}

async function inspect(opened: OpenedLibrary) {
  const rows = await opened.db
    .selectFrom('public.generated_assets')
    .select(['brand_id', 'checksum'])
    .execute();
  return {
    findings: await findInconsistencies(opened),
    checksums: rows.map(({ brand_id: brandId, checksum }) => ({ brandId, checksum: checksum ?? '' })),
  };
}

function die({ step: wanted, occurrence, scope }: Asked<'die'>): void {
  let met = 0;
  onStep(({ name }) => {
    if (name !== wanted) return;
    met += 1;
    // The process is the leader of its group. It ends within this call, before anything else can happen.
    if (met === occurrence) process.kill(scope === 'all' ? -process.pid : process.pid, 'SIGKILL');
  });
}

async function run(command: Asked<Command['do']>): Promise<unknown> {
  switch (command.do) {
    case 'warm':
      await media.hash({ path: command.file });
      return null;
    case 'die':
      return die(command);
    case 'open':
      return await open(command.place);
    case 'brand':
      return (await current().library.createBrand({ name: command.name })).id;
    case 'drop': {
      const { paths, brandId, tags, duplicates, conflicts } = command;
      const target = { brandId, projectId: null, foldersAsProjects: false, tags };
      return (await current().ingest.addPaths({ paths, target, duplicates, conflicts })).batchId;
    }
    case 'decide': {
      const { board, ingest } = current();
      for (const { id: batchId, openConflicts } of board.batches()) {
        if (openConflicts === 0) continue;
        await ingest.decideConflicts({ batchId, uploadId: null, decision: 'version' });
      }
      return null;
    }
    case 'cancel':
      return await current().ingest.cancel({ batchId: command.batchId, uploadId: null });
    case 'undo': {
      const { history, library: assets } = current();
      return await assets.trash({ ids: await history.added(command.batchId) });
    }
    case 'purge':
      return await current().purge(command.ids);
    case 'replace': {
      const { assetId, path } = command;
      const { ingest, versions } = current();
      return await ingest.replace({ assetId, ...(await versions.placeOf(assetId)), path });
    }
    case 'restore':
      return await current().versions.restore({ id: command.assetId, number: command.number });
    case 'removeVersions':
      return await current().versions.remove({ id: command.assetId, numbers: command.numbers });
    case 'watch':
      return await watch(current(), command);
    case 'intake': {
      const { handIn, close } = await openIntake(current(), command);
      closeIntake = close;
      return handIn;
    }
    case 'check':
      return await check(current());
    case 'repair':
      return await repair(current(), command);
    case 'clear':
      return await clear(command);
    case 'settle': {
      const settled = await settle();
      if (embedded !== null) await embedded.idle();
      return settled;
    }
    case 'inspect':
      return embedded === null ? null : await inspect(embedded);
    case 'close': {
      await closeIntake();
      const was = library;
      library = null;
      embedded = null;
      return await was?.close();
    }
    case 'migrate': {
      const engine = openPg({ connectionString: command.databaseUrl, poolSize: 1 });
      await migrateLibrary(engine.db);
      return await engine.close();
    }
    case 'move':
      return await move(command);
  }
}

process.on('message', (message) => {
  const { id, command } = requestSchema.parse(message);
  run(command).then(
    (value) => process.send?.({ id, ok: true, value: value ?? null }),
    (error: unknown) =>
      process.send?.({
        id,
        ok: false,
        code: error instanceof AppError ? error.code : 'internal',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
process.on('disconnect', () => process.exit(0));
