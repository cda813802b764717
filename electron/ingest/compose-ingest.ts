import type { Availability } from '../connection/health/availability.ts';
import type { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Publish } from '../ipc/publish.ts';
import { lookedAtPriority, uploadPriority } from '../jobs/priority.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { findActive } from '../library/active.ts';
import type { createLibrary } from '../library/library.ts';
import type { MediaClient } from '../media/client.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { ObjectStore } from '../storage/port.ts';
import { Bandwidth } from './bandwidth.ts';
import { UploadBoard } from './board.ts';
import { Ingest } from './ingest.ts';
import { Journal } from './journal.ts';
import { createLink, type Linking } from './link.ts';
import { Pauses } from './pauses.ts';
import { PendingDrops } from './pending-drops.ts';
import { Pipeline } from './pipeline.ts';
import { Publisher } from './publisher.ts';
import { Remains } from './remains.ts';
import { Spool } from './spool.ts';
import { createTargetResolver } from './target.ts';
import type { Upload } from './upload.ts';
import { UploadHistory } from './upload-history.ts';

export type UploadRecords = Awaited<ReturnType<typeof openUploadRecords>>;

/** What is remembered of uploads: on the board, in the journal, and in files of this computer. */
export async function openUploadRecords(input: {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly publish: Publish;
  /** Folder of files that wait here; what else is kept of uploads lies beside it. */
  readonly spoolFolder: string;
  readonly desktopId: string | null;
}) {
  const { db, store, publish, spoolFolder, desktopId } = input;
  const pauses = new Pauses(`${spoolFolder}-paused.json`);
  await pauses.read();
  const board = new UploadBoard(publish, (batchId) => pauses.isPaused(batchId));
  board.showPauses(pauses.all);
  return {
    pauses,
    board,
    journal: new Journal(db, desktopId),
    history: new UploadHistory(db, desktopId),
    spool: new Spool(spoolFolder, store),
    pending: new PendingDrops(`${spoolFolder}-pending`),
  };
}

/** Puts the way of files into the library together. */
export function composeIngest(input: {
  readonly records: UploadRecords;
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: MediaClient;
  readonly jobs: JobQueue | null;
  readonly library: ReturnType<typeof createLibrary>;
  readonly rows: SharedRows;
  readonly userId: string;
  readonly settings: SettingsStore;
  readonly availability: Availability;
  readonly canWrite: boolean;
  /** Whether others use the library too, whose new files must not wait behind thousands. */
  readonly isShared: boolean;
  readonly firstBrandName: () => string;
  readonly onPublished: (upload: Upload) => void;
  /** An asset that was there already got a drop's tags. */
  readonly onLinked: () => void;
}) {
  const { records, db, store, media, jobs, library, rows, userId, settings, availability } = input;
  const { board, journal } = records;
  const linkToExisting = createLink({ db, library });
  async function link(files: readonly Linking[]): Promise<void> {
    await linkToExisting(files);
    input.onLinked();
  }
  const remains = new Remains({ db, store, journal });
  const priority = ({ id }: Upload): number => {
    if (ingest.isOnScreen(id)) return lookedAtPriority;
    return input.isShared ? uploadPriority(board.unfinished) : 0;
  };
  const pipeline = new Pipeline({
    db,
    store,
    media,
    board,
    journal,
    remains,
    publisher: new Publisher({ db, jobs, userId, rows, priority }),
    availability,
    link,
    bandwidth: new Bandwidth(() => settings.get().uploadLimit),
    onPublished: input.onPublished,
  });
  const resolveTarget = createTargetResolver(library, input.firstBrandName);
  const ingest = new Ingest({
    ...records,
    pipeline,
    remains,
    resolveTarget,
    media,
    availability,
    link,
    canWrite: input.canWrite,
    defaultDuplicates: () => settings.get().duplicates,
    defaultConflicts: () => settings.get().conflicts,
    stillThere: (ids) => findActive(db, ids),
  });
  return { ingest, remains, resolveTarget };
}
