import { type ErrorCode, errorCodeSchema } from '../../shared/contract/errors.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { WatchedFile, WatchFolder, WatchFolderId } from '../../shared/domain/watch.ts';
import type { WatchedFilesTable } from '../database/ingest-tables.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Seen } from './settling.ts';

type EntryState = WatchedFilesTable['state'];

/** What is known of a file of a watched folder. Changed by the ledger only. */
export interface Entry {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string | null;
  /** Of the bytes that the asset holds; null before they were read. */
  readonly sha256: string | null;
  readonly state: EntryState;
  readonly reason: ErrorCode | null;
  readonly intakeId: string | null;
  /** What it became; of a file that has not arrived, the asset whose new version it is to be. */
  readonly assetId: AssetId | null;
  /** When the library had it whole, by the database's clock. */
  readonly verifiedAt: Date | null;
  /** When the rule removed or moved the local copy. */
  readonly clearedAt: Date | null;
  /** When it was found to be there no more. */
  readonly goneAt: Date | null;
  readonly updatedAt: Date;
}

type Counts = Omit<WatchFolder['counts'], 'heldBack'>;

const columns = [
  'path',
  'size',
  'mtime_ms',
  'inode',
  'sha256',
  'state',
  'reason',
  'intake_id',
  'asset_id',
  'verified_at',
  'cleared_at',
  'gone_at',
  'updated_at',
] as const;

/** Rows of one statement. */
const chunk = 500;

/** How a statement is made to outlast an outage; what it does may be done twice. */
export type Lasting = <T>(work: (db: SparklioDb) => Promise<T>) => Promise<T>;

/**
 * What became of every file of a folder: in memory to be asked, in the database to outlast the app. Only one desktop
 * writes a folder's rows. A change is in memory once the database has it.
 */
export class Ledger {
  readonly #folderId: WatchFolderId;
  readonly #lasting: Lasting;
  readonly #entries = new Map<string, Entry>();
  readonly #bySize = new Map<number, Set<string>>();
  /** Counted anew after a change, since the window asks far more often than files change. */
  #counted: { counts: Counts; lastTakenAt: Date | null } | null = null;

  private constructor(folderId: WatchFolderId, lasting: Lasting) {
    this.#folderId = folderId;
    this.#lasting = lasting;
  }

  static async load(folderId: WatchFolderId, lasting: Lasting): Promise<Ledger> {
    const ledger = new Ledger(folderId, lasting);
    const rows = await lasting((db) =>
      db
        .selectFrom('sparklio.watched_files')
        .select([...columns])
        .where('folder_id', '=', folderId)
        .execute(),
    );
    for (const row of rows) ledger.#put(toEntry(row));
    return ledger;
  }

  get(path: string): Entry | null {
    return this.#entries.get(path) ?? null;
  }

  entries(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  ofSize(size: number): Entry[] {
    return [...(this.#bySize.get(size) ?? [])].flatMap((path) => this.#entries.get(path) ?? []);
  }

  /**
   * Writes down that files are about to be taken, each as an asset of its own or as a new version of one. What was known
   * of their paths before is replaced.
   */
  async plan(
    files: readonly { path: string; seen: Seen; intakeId: string; assetId: AssetId | null }[],
  ): Promise<void> {
    await this.#write(
      files.map(({ path, seen, intakeId, assetId }) => ({
        ...blank,
        path,
        ...seen,
        state: 'taking' as const,
        intakeId,
        assetId,
        updatedAt: new Date(),
      })),
    );
  }

  /** Writes down how things are with files now. */
  async change(changes: readonly (Pick<Entry, 'path'> & Partial<Entry>)[]): Promise<void> {
    const updatedAt = new Date();
    const changed = changes.flatMap((change) => {
      const before = this.#entries.get(change.path);
      return before === undefined ? [] : [{ ...before, updatedAt, ...change }];
    });
    await this.#write(changed);
  }

  /** The same file goes by another name. */
  async rename(from: string, to: { path: string; seen: Seen }): Promise<void> {
    const before = this.#entries.get(from);
    if (before === undefined) return;
    const { path, seen } = to;
    const entry: Entry = { ...before, path, ...seen, goneAt: null, clearedAt: null };
    const row = this.#row(entry);
    await this.#lasting((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('sparklio.watched_files')
          .where('folder_id', '=', this.#folderId)
          .where('path', 'in', [from, path])
          .execute();
        await transaction.insertInto('sparklio.watched_files').values(row).execute();
      }),
    );
    this.#drop(from);
    this.#put(entry);
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += chunk) {
      const part = entries.slice(at, at + chunk);
      const rows = part.map((entry) => this.#row(entry));
      await this.#lasting((db) => upsert(db, rows));
      for (const entry of part) this.#put(entry);
    }
  }

  #row(entry: Entry) {
    return { folder_id: this.#folderId, ...toRow(entry) };
  }

  #put(entry: Entry): void {
    this.#drop(entry.path);
    this.#counted = null;
    this.#entries.set(entry.path, entry);
    const same = this.#bySize.get(entry.size) ?? new Set();
    this.#bySize.set(entry.size, same.add(entry.path));
  }

  #drop(path: string): void {
    const before = this.#entries.get(path);
    if (before === undefined) return;
    this.#counted = null;
    this.#entries.delete(path);
    const same = this.#bySize.get(before.size);
    same?.delete(path);
    if (same?.size === 0) this.#bySize.delete(before.size);
  }

  counts(): Counts {
    return this.#count().counts;
  }

  lastTakenAt(): Date | null {
    return this.#count().lastTakenAt;
  }

  #count() {
    if (this.#counted !== null) return this.#counted;
    const counts = { taken: 0, duplicates: 0, failed: 0, cleared: 0 };
    let lastTakenAt: Date | null = null;
    for (const { state, clearedAt, goneAt, verifiedAt } of this.#entries.values()) {
      if (state === 'taken') {
        counts.taken += 1;
        if (verifiedAt !== null && (lastTakenAt === null || verifiedAt > lastTakenAt))
          lastTakenAt = verifiedAt;
      }
      if (state === 'duplicate') counts.duplicates += 1;
      if (state === 'failed' && goneAt === null) counts.failed += 1;
      if (clearedAt !== null) counts.cleared += 1;
    }
    this.#counted = { counts, lastTakenAt };
    return this.#counted;
  }

  /** Latest first. */
  list(show: 'all' | 'failed', limit: number): { files: WatchedFile[]; total: number } {
    const wanted = [...this.#entries.values()].filter(
      ({ state, goneAt }) => state !== 'known' && (show === 'all' || (state === 'failed' && goneAt === null)),
    );
    wanted.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
    return { files: wanted.slice(0, limit).flatMap(toWatchedFile), total: wanted.length };
  }
}

export const blank = {
  sha256: null,
  reason: null,
  intakeId: null,
  assetId: null,
  verifiedAt: null,
  clearedAt: null,
  goneAt: null,
} as const;

async function upsert(
  db: SparklioDb,
  rows: readonly ({ folder_id: WatchFolderId } & ReturnType<typeof toRow>)[],
): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('sparklio.watched_files')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['folder_id', 'path']).doUpdateSet((eb) => ({
        size: eb.ref('excluded.size'),
        mtime_ms: eb.ref('excluded.mtime_ms'),
        inode: eb.ref('excluded.inode'),
        sha256: eb.ref('excluded.sha256'),
        state: eb.ref('excluded.state'),
        reason: eb.ref('excluded.reason'),
        intake_id: eb.ref('excluded.intake_id'),
        asset_id: eb.ref('excluded.asset_id'),
        verified_at: eb.ref('excluded.verified_at'),
        cleared_at: eb.ref('excluded.cleared_at'),
        gone_at: eb.ref('excluded.gone_at'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

export function toRow(entry: Entry) {
  return {
    path: entry.path,
    size: entry.size,
    mtime_ms: entry.mtimeMs,
    inode: entry.inode,
    sha256: entry.sha256,
    state: entry.state,
    reason: entry.reason,
    intake_id: entry.intakeId,
    asset_id: entry.assetId,
    verified_at: entry.verifiedAt,
    cleared_at: entry.clearedAt,
    gone_at: entry.goneAt,
    updated_at: entry.updatedAt,
  };
}

function toEntry(row: ReturnType<typeof toRow> | Omit<WatchedFilesTable, 'folder_id'>): Entry {
  const reason = errorCodeSchema.nullable().safeParse(row.reason);
  return {
    path: row.path,
    size: row.size,
    mtimeMs: row.mtime_ms,
    inode: row.inode,
    sha256: row.sha256,
    state: row.state,
    reason: reason.success ? reason.data : 'internal',
    intakeId: row.intake_id,
    assetId: row.asset_id,
    verifiedAt: row.verified_at,
    clearedAt: row.cleared_at,
    goneAt: row.gone_at,
    updatedAt: row.updated_at,
  };
}

function toWatchedFile(entry: Entry): WatchedFile[] {
  const { state, path, size, assetId, reason, clearedAt, goneAt, updatedAt } = entry;
  if (state === 'known') return [];
  return [
    {
      path,
      size,
      state: state === 'taking' ? 'uploading' : state,
      local: clearedAt !== null ? 'cleared' : goneAt !== null ? 'gone' : 'there',
      assetId,
      code: reason,
      at: updatedAt.toISOString(),
    },
  ];
}
