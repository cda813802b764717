/** A library in a process of its own: the app's use cases over real parts, told over the channel of the parent process. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openServersLibrary } from '../../electron/connection/servers-library.ts';
import { openPg } from '../../electron/database/engines/pg/engine.ts';
import { migrateLibrary } from '../../electron/database/migrations/index.ts';
import { AppError } from '../../electron/errors.ts';
import { createMediaClient } from '../../electron/media/client.ts';
import { spawnNodeWorker } from '../../electron/media/node-worker.ts';
import { openServersEnd } from '../../electron/relocation/end.ts';
import { Relocations } from '../../electron/relocation/relocations.ts';
import { openSettings } from '../../electron/settings/settings.ts';
import { onStep } from '../../electron/steps.ts';
import { profileIdSchema } from '../../shared/domain/servers.ts';
import { findInconsistencies } from '../support/consistency.ts';
import { spawnServices } from '../support/local-services.ts';
import { type OpenedLibrary, openLibrary } from '../support/open-library.ts';
import { type Command, type LibraryPlace, requestSchema } from './protocol.ts';

const [, , mediaWorker = '', localServices = '', resources = '', template = ''] = process.argv;
const sourceId = profileIdSchema.parse('11111111-1111-4111-8111-111111111111');

const media = createMediaClient(() => spawnNodeWorker({ node: process.execPath, entry: mediaWorker }));

/** What both kinds of library can do. */
type Opened = Pick<OpenedLibrary, 'library' | 'ingest' | 'board' | 'jobs' | 'purge' | 'health' | 'close'>;
let library: Opened | null = null;
let embedded: OpenedLibrary | null = null;

function current(): Opened {
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

async function move({ folder, from, to, toId }: Extract<Command, { do: 'move' }>): Promise<string> {
  const relocations = await Relocations.open({
    folder,
    openEnd: (id, use) => openServersEnd(id === toId ? to : from, use),
    nameOf: (id) => id,
    openLibrary: async () => undefined,
    publish: () => undefined,
    onArrived: () => undefined,
  });
  if (relocations.current === null) await relocations.start(sourceId, toId);
  else relocations.wake();
  try {
    for (;;) {
      const state = relocations.current?.state;
      if (state === 'done' || state === 'failed' || state === 'cancelled') {
        return `${state} ${relocations.current?.problemCount ?? 0}`;
      }
      await delay(10);
    }
  } finally {
    await relocations.close();
  }
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

function die({ step: wanted, occurrence, scope }: Extract<Command, { do: 'die' }>): void {
  let met = 0;
  onStep(({ name }) => {
    if (name !== wanted) return;
    met += 1;
    // The process is the leader of its group. It ends within this call, before anything else can happen.
    if (met === occurrence) process.kill(scope === 'all' ? -process.pid : process.pid, 'SIGKILL');
  });
}

async function run(command: Command): Promise<unknown> {
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
      const { paths, brandId } = command;
      const target = { brandId, projectId: null, foldersAsProjects: false, tags: [] };
      return (await current().ingest.addPaths({ paths, target })).batchId;
    }
    case 'cancel':
      return await current().ingest.cancel({ batchId: command.batchId, uploadId: null });
    case 'trash':
      return await current().library.trash({ ids: command.ids });
    case 'purge':
      return await current().purge(command.ids);
    case 'settle': {
      const settled = await settle();
      if (embedded !== null) await embedded.idle();
      return settled;
    }
    case 'inspect':
      return embedded === null ? null : await inspect(embedded);
    case 'close': {
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
