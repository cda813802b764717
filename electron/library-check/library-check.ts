import type {
  CheckStatus,
  Finding,
  FindingKind,
  FindingSelection,
  FindingState,
} from '../../shared/contract/check.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import { type AssetId, assetIdSchema, type BrandId } from '../../shared/domain/ids.ts';
import type { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { Publish } from '../ipc/publish.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { parseObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import { forgetRetired } from '../storage/retired.ts';
import { clearDue } from './clear.ts';
import { compareLibrary } from './compare.ts';
import { countEntries, entriesOf, markFormerPending } from './entries.ts';
import { Findings, graceDays, toFinding } from './findings.ts';
import { isBusy, OneWork } from './one-work.ts';
import { type CheckRecord, readRecord, writeRecord } from './record.ts';
import { filesBelow, formerPlaces, repairFromFiles } from './repair-files.ts';
import { restoreAsset } from './restore-assets.ts';
import { verifyBytes } from './verify-bytes.ts';

export interface CheckParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'hash'>;
  readonly publish: Publish;
  readonly rows: SharedRows;
  readonly jobs: JobQueue | null;
  readonly userId: string;
  /** Whether other programs and desktops write here too. */
  readonly shared: boolean;
  /** Of several desktops one does it; null when another one is at it. */
  readonly alone: <T>(name: string, work: () => Promise<T>) => Promise<T | null>;
  readonly renderAgain: (ids: readonly AssetId[]) => Promise<void>;
  readonly trash: (ids: AssetId[]) => Promise<CallOutput<'check.trashMissing'>>;
  /** Assets came, or are shown differently now. */
  readonly onAssets: (ids: readonly AssetId[]) => void;
}

/** What another program stored within this time may still be about to get its row. */
const settleMs = 48 * 3600_000;
/** By itself a library is looked through once a day. */
const everyMs = 24 * 3600_000;
/** The window is told at most so often. */
const tellMs = 500;
/** Ids that an answer names, for taking a decision back. */
const mostIds = 1000;
/** What can be given up; of everything else a finding only tells. */
const removable: ReadonlySet<FindingKind> = new Set([
  'orphan_object',
  'orphan_rendition',
  'stale_upload',
  'temp_leftover',
]);

/** Looks through a library for what does not fit together, one look at a time, and puts it right on request. */
export class LibraryCheck {
  readonly #parts: CheckParts;
  readonly #findings: Findings;
  readonly #work: OneWork;
  #told = 0;
  #telling: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(parts: CheckParts) {
    this.#parts = parts;
    this.#findings = new Findings(parts.db);
    this.#work = new OneWork({
      alone: (work) => parts.alone('check', work),
      onChange: () => this.#tell(),
    });
  }

  async status(): Promise<CheckStatus> {
    const { db } = this.#parts;
    const [record, groups] = await Promise.all([readRecord(db), this.#findings.groups()]);
    return this.#statusOf(record, groups);
  }

  /** Starts and answers at once. Throws `busy` when this or another desktop is at it. */
  async start({ verify }: { verify: boolean }): Promise<CheckStatus> {
    await this.#work.begin(verify ? 'verify' : 'check', async (signal) => {
      await this.#compare(signal);
      if (verify) await this.#verify(signal);
    });
    return await this.status();
  }

  /** Stops what runs, if anything, and waits until it has. */
  async cancel(): Promise<CheckStatus> {
    await this.#work.stop();
    return await this.status();
  }

  /** Once a day, when nothing else is at it; and removes what was given up long enough ago. */
  async sweep(): Promise<void> {
    const { db } = this.#parts;
    const { last } = await readRecord(db);
    if (last !== null && Date.now() - Date.parse(last.finishedAt) < everyMs) return;
    try {
      await (await this.#work.begin('check', (signal) => this.#compare(signal))).result;
    } catch (error) {
      // Told in the status.
      if (!isBusy(error)) log.warn('the library was not checked to the end');
    }
  }

  async findings(kind: FindingKind, offset: number, limit: number) {
    return await this.#findings.page(kind, offset, limit);
  }

  async *all(): AsyncGenerator<readonly Finding[]> {
    for await (const page of this.#findings.all()) yield page.map(toFinding);
  }

  /** Throws `invalid_input` for what the app removes nothing of. */
  async decide(selection: FindingSelection, state: FindingState): Promise<CallOutput<'check.decide'>> {
    if (state === 'quarantined' && !removable.has(selection.kind)) {
      throw new AppError('invalid_input', 'Findings of this kind are not removed', { field: 'state' });
    }
    const ids = await this.#findings.decide(selection, state);
    this.#tell();
    return { changed: ids.length, ids: ids.slice(0, mostIds) };
  }

  async makeRenditions(): Promise<{ queued: number }> {
    const ids = new Set<AssetId>();
    for await (const page of this.#findings.all(['missing_rendition'])) {
      await markFormerPending(
        this.#parts.db,
        page.map(({ object_key: key }) => key),
      );
      const some = page.flatMap(({ asset_id: id }) => (id === null ? [] : [id]));
      await this.#parts.renderAgain([...new Set(some)]);
      for (const id of some) ids.add(id);
      await this.#findings.forget(page.map(({ id }) => id));
    }
    this.#tell();
    return { queued: ids.size };
  }

  /** Those whose current file is nowhere; one that only a former file of is missing stays. */
  async trashMissing(): Promise<CallOutput<'check.trashMissing'>> {
    const { db, store, trash } = this.#parts;
    const lost = new Set<AssetId>();
    for await (const page of this.#findings.all(['missing_object'])) {
      const paths = new Set(page.map(({ bucket, object_key: key }) => `${bucket}/${key}`));
      const ids = page.flatMap(({ asset_id: id }) => (id === null ? [] : [id]));
      for (const { assetId, version, path } of await entriesOf(db, ids)) {
        const ref = parseObjectPath(path, store.buckets.assets);
        if (version === null && ref !== null && paths.has(`${ref.bucket}/${ref.key}`)) lost.add(assetId);
      }
    }
    return await trash([...lost]);
  }

  /** `folders` null: from where the files were once. Throws `busy` and `cancelled`. */
  async repairFiles(
    folders: readonly string[] | null,
  ): Promise<{ files: number; restored: number; left: number }> {
    const parts = { ...this.#parts, findings: this.#findings };
    const work = await this.#work.begin('repair', async (signal) => {
      this.#work.progress({ phase: 'files' });
      const paths = folders === null ? formerPlaces(parts) : filesBelow(folders);
      return await repairFromFiles(parts, paths, signal, ({ files }) => this.#work.progress({ done: files }));
    });
    const { assetIds, ...reply } = await work.result;
    if (assetIds.length > 0) this.#parts.onAssets(assetIds.map((id) => assetIdSchema.parse(id)));
    return reply;
  }

  /** Throws `busy`, and `not_found` when there is no such brand. */
  async restoreAssets(
    ids: readonly string[] | null,
    brandId: BrandId,
  ): Promise<{ restored: number; left: number }> {
    const work = await this.#work.begin('repair', async (signal) => {
      let [restored, left] = [0, 0];
      for await (const page of this.#findings.all(['orphan_object'])) {
        for (const finding of page) {
          signal.throwIfAborted();
          if (ids === null ? finding.state !== 'open' : !ids.includes(finding.id)) continue;
          if (await restoreAsset(this.#parts, finding, brandId, signal)) restored += 1;
          else left += 1;
          this.#work.progress({ phase: 'files', done: restored + left });
        }
      }
      return { restored, left };
    });
    const reply = await work.result;
    if (reply.restored > 0) this.#parts.onAssets([]);
    return reply;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#work.close();
    if (this.#telling !== null) clearTimeout(this.#telling);
  }

  async #compare(signal: AbortSignal): Promise<void> {
    const { db, store, shared } = this.#parts;
    const began = performance.now();
    const { unlisted, ...counted } = await compareLibrary({
      db,
      store,
      shared,
      settleMs,
      findings: this.#findings,
      signal,
      onProgress: (progress) => this.#work.progress(progress),
    });
    await clearDue({ db, store, findings: this.#findings, signal });
    await forgetRetired(db);
    const durationMs = Math.round(performance.now() - began);
    const last = { finishedAt: new Date().toISOString(), durationMs, ...counted };
    await writeRecord(db, { last, unlisted });
  }

  async #verify(signal: AbortSignal): Promise<void> {
    const { db, store } = this.#parts;
    const { reading } = await readRecord(db);
    const total = reading?.total ?? (await countEntries(db));
    this.#work.progress({
      phase: 'bytes',
      done: reading?.assets ?? 0,
      total,
      bytesDone: reading?.bytes ?? 0,
    });
    const { assets, bytes, unsure } = await verifyBytes({
      db,
      store,
      findings: this.#findings,
      from: reading,
      signal,
      onProgress: (progress) =>
        this.#work.progress({
          done: progress.assets,
          bytesDone: progress.bytes,
          total: Math.max(total, progress.assets),
        }),
      keep: (progress) => writeRecord(db, { reading: { ...progress, total } }),
    });
    const verified = { finishedAt: new Date().toISOString(), assets, bytes, unsure };
    await writeRecord(db, { verified, reading: null });
  }

  /** Now, or a little later when it was told just before. */
  #tell(): void {
    if (this.#closed || this.#telling !== null) return;
    const wait = Math.max(0, this.#told + tellMs - performance.now());
    this.#telling = setTimeout(() => {
      this.#telling = null;
      this.#told = performance.now();
      this.status()
        .then((status) => {
          if (!this.#closed) this.#parts.publish('check.changed', status);
        })
        .catch((error: unknown) => log.warn('telling how a check goes', { message: String(error) }));
    }, wait);
  }

  #statusOf(record: CheckRecord, groups: Awaited<ReturnType<Findings['groups']>>): CheckStatus {
    const { last, verified, reading, unlisted } = record;
    return {
      running: this.#work.running,
      last,
      verified,
      unfinished: reading === null ? null : { assets: reading.assets, total: reading.total },
      failed: this.#work.failed,
      groups: groups.map((group) => ({ ...group, unlisted: unlisted[group.kind] ?? 0 })),
      graceDays,
    };
  }
}
