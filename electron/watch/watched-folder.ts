import { basename } from 'node:path';
import PQueue from 'p-queue';
import type { WatchFolder, WatchRule, WatchState } from '../../shared/domain/watch.ts';
import { uploadError } from '../ingest/upload.ts';
import { log } from '../log.ts';
import { Admission } from './admission.ts';
import { Clearing, type ClearingPorts } from './clearing.ts';
import { type FolderRow, saveFolder } from './folder-row.ts';
import { Following } from './hints.ts';
import { isIgnoredPath } from './ignore.ts';
import { Intake, type IntakePorts } from './intake.ts';
import { Ledger } from './ledger.ts';
import { findFolder, identify, isThe, mark } from './marker.ts';
import { isSame } from './settling.ts';
import { nextLookMs, type WatchTiming } from './timing.ts';
import { lookAt, type WalkedFile, walk } from './walk.ts';

export interface FolderPorts extends IntakePorts, ClearingPorts {
  readonly timing: WatchTiming;
  /** Milliseconds of a clock that only goes forward. */
  readonly clock: () => number;
  readonly isOffline: () => boolean;
  readonly onChange: () => void;
}

/** How a folder stands apart from its files. */
type Standing = 'starting' | 'well' | Extract<WatchState, { state: 'missing' | 'error' }>;

interface Parts {
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly admission: Admission;
  readonly clearing: Clearing;
}

/**
 * One watched folder at work. Everything that looks or decides goes through a line of one, so that no two decisions
 * about a file meet; uploads and clearing run beside it.
 */
export class WatchedFolder {
  readonly #ports: FolderPorts;
  readonly #closing = new AbortController();
  /** Of the look that is going on: what a person wants of the folder does not wait for its end. */
  #looking = new AbortController();
  readonly #line = new PQueue({ concurrency: 1 });
  readonly #following: Following;
  readonly #timers = new Map<'look' | 'settle' | 'clear', NodeJS.Timeout>();
  #row: FolderRow;
  #parts: Parts | null = null;
  #standing: Standing = 'starting';
  #scanned: number | null = null;
  #lookQueued = false;
  #clearingNow: Promise<void> | null = null;
  #clearAgain = false;

  constructor(row: FolderRow, ports: FolderPorts) {
    this.#row = row;
    this.#ports = ports;
    this.#following = new Following(ports.timing, (paths) => this.#do(() => this.#lookAtHinted(paths)));
  }

  get row(): FolderRow {
    return this.#row;
  }

  get ledger(): Ledger | null {
    return this.#parts?.ledger ?? null;
  }

  get view(): WatchFolder {
    const { id, path, rule } = this.#row;
    const { ledger, clearing, admission } = this.#parts ?? {};
    const counts = ledger?.counts() ?? { taken: 0, duplicates: 0, failed: 0, cleared: 0 };
    return {
      id,
      path,
      name: basename(path).normalize('NFC') || path,
      rule: { ...rule, tags: [...rule.tags] },
      state: this.#state(),
      settling: admission?.settling ?? 0,
      counts: { ...counts, heldBack: clearing?.heldBack ?? 0 },
      lastTakenAt: ledger?.lastTakenAt()?.toISOString() ?? null,
      polling: this.#following.isPolling,
    };
  }

  #state(): WatchState {
    if (this.#row.paused) return { state: 'paused' };
    const standing = this.#standing;
    if (typeof standing === 'object') return standing;
    if (this.#ports.isOffline()) return { state: 'waiting' };
    if (this.#scanned !== null) return { state: 'scanning', found: this.#scanned };
    const uploading = this.#parts?.intake.count ?? 0;
    if (uploading > 0) return { state: 'uploading', files: uploading };
    return { state: standing === 'starting' ? 'starting' : 'watching' };
  }

  start(): void {
    this.#do(async () => {
      const { clock, lasting, timing, hash } = this.#ports;
      const ledger = await Ledger.load(this.#row.id, lasting);
      const row = () => this.#row;
      const intake = new Intake(this.#ports, row, ledger, () => this.#do(() => this.#record()));
      const { signal } = this.#closing;
      const admission = new Admission({ row, ledger, intake, hash, timing, clock, signal });
      const options = { heldBackMs: timing.heldBackMs, clock };
      const clearing = new Clearing(this.#ports, row, ledger, options);
      this.#parts = { ledger, intake, admission, clearing };
    });
    this.look();
  }

  /** Looks through the folder as soon as possible. */
  look(): void {
    if (this.#lookQueued || this.#row.paused) return;
    this.#lookQueued = true;
    this.#do(async () => {
      this.#lookQueued = false;
      if (!this.#row.paused) await this.#look();
    });
  }

  /** A person asks: what failed and what was held back is tried at once. */
  lookAgain(): void {
    this.#parts?.admission.forgetFailures();
    this.#parts?.clearing.forgetHeldBack();
    this.look();
  }

  /** Until nothing is being looked at or cleared; for tests. */
  async idle(): Promise<void> {
    await this.#line.onIdle();
    await this.#clearingNow;
  }

  update(rule: WatchRule): Promise<void> {
    return this.#arrange(async () => {
      await this.#save({ ...this.#row, rule });
      this.#parts?.clearing.forgetHeldBack();
    });
  }

  pause(paused: boolean): Promise<void> {
    return this.#arrange(async () => {
      await this.#save({ ...this.#row, paused });
      if (!paused) return;
      this.#parts?.admission.forgetAll();
      for (const timer of this.#timers.values()) clearTimeout(timer);
    });
  }

  /** The folder is here now, as a person says. */
  locate(path: string): Promise<void> {
    return this.#arrange(async () => {
      const marked = await mark(path, this.#row.id);
      await this.#save({ ...this.#row, path, identity: await identify(path), marked });
      this.#standing = 'starting';
    });
  }

  /** Changes something about the folder itself, then looks through it anew. */
  async #arrange(work: () => Promise<void>): Promise<void> {
    this.#looking.abort();
    await this.#line.add(async () => {
      await work();
      await this.#following.stop();
    });
    this.look();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#looking.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#following.stop(), this.#line.onIdle(), this.#clearingNow]);
  }

  async #save(row: FolderRow): Promise<void> {
    await saveFolder(this.#ports.lasting, row);
    this.#row = row;
    this.#ports.onChange();
  }

  #do(work: () => Promise<void>): void {
    void this.#line.add(async () => {
      if (this.#closing.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        const { code } = uploadError(error);
        if (code === 'internal') log.error('a watched folder', error);
        this.#standing = { state: 'error', code };
        this.#later('look', this.#ports.timing.missingMs, () => this.look());
      } finally {
        this.#ports.onChange();
      }
    });
  }

  #later(name: 'look' | 'settle' | 'clear', ms: number, work: () => void): void {
    clearTimeout(this.#timers.get(name));
    if (!this.#closing.signal.aborted && !this.#row.paused) this.#timers.set(name, setTimeout(work, ms));
  }

  async #look(): Promise<void> {
    const { timing, clock, placesOf } = this.#ports;
    if (this.#parts === null) return;
    const { admission } = this.#parts;
    const began = clock();
    this.#looking = new AbortController();
    const { signal } = this.#looking;
    if (!(await this.#find())) return this.#later('look', timing.missingMs, () => this.look());
    await placesOf(this.#row.rule);
    await this.#following.follow(this.#row.path, this.#except());
    const { path: root } = this.#row;
    const found = await this.#walkThrough(root, signal);
    // Somebody wants something else of the folder, and has it looked through again.
    if (found === null) return;
    // What a drive that went away during the look did not show is not gone.
    if (!(await isThe(this.#row, root))) return this.#later('look', timing.gatherMs, () => this.look());
    this.#standing = 'well';
    await admission.admit(found.ready);
    await this.#noteGone(found);
    this.#later('look', nextLookMs(timing, this.#following.isPolling, clock() - began), () => this.look());
    this.#armSettling();
    this.#clearSoon();
  }

  async #walkThrough(root: string, signal: AbortSignal): Promise<Found | null> {
    const found: Found = { present: new Set(), unread: [], ready: [], back: [] };
    this.#scanned = 0;
    this.#ports.onChange();
    try {
      for await (const one of walk(root, this.#except(), signal)) {
        if ('unread' in one) {
          if (one.unread === '') throw one.error;
          found.unread.push(one.unread);
          continue;
        }
        this.#scanned = found.present.add(one.path).size;
        if (this.#scanned % 500 === 0) this.#ports.onChange();
        if (this.#isBack(one)) found.back.push(one.path);
        if (this.#parts?.admission.observe(one) === true) found.ready.push(one);
      }
      return found;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      this.#scanned = null;
    }
  }

  /** Goes where the folder is, and says so where it is nowhere. */
  async #find(): Promise<boolean> {
    const place = await findFolder(this.#row);
    if (typeof place === 'string') {
      this.#standing = { state: 'missing', reason: place };
      this.#parts?.admission.forgetAll();
      await this.#following.stop();
      return false;
    }
    const identity = await identify(place.path);
    const marked = await mark(place.path, this.#row.id);
    const before = this.#row;
    const isKnown =
      before.path === place.path &&
      before.marked === marked &&
      before.identity?.device === identity?.device &&
      before.identity?.inode === identity?.inode;
    if (!isKnown) await this.#save({ ...before, path: place.path, identity, marked });
    return true;
  }

  #except(): string | null {
    const { afterwards } = this.#row.rule;
    return afterwards.kind === 'move' ? afterwards.subfolder : null;
  }

  async #lookAtHinted(paths: readonly string[]): Promise<void> {
    if (this.#row.paused || this.#parts === null) return;
    if (paths.includes('') || !(await isThe(this.#row, this.#row.path))) return this.look();
    await this.#parts.admission.lookAt(paths.filter((path) => !isIgnoredPath(path, this.#except())));
    this.#armSettling();
  }

  /** Looks at what is waited for as soon as it may have stopped changing. */
  #armSettling(): void {
    const admission = this.#parts?.admission;
    const next = admission?.nextLookIn ?? null;
    if (admission === undefined || next === null) return;
    this.#later('settle', Math.max(next, 20), () =>
      this.#do(async () => {
        await admission.lookAt(admission.due());
        this.#armSettling();
      }),
    );
  }

  #isBack({ path, seen }: WalkedFile): boolean {
    const entry = this.#parts?.ledger.get(path) ?? null;
    return entry !== null && entry.goneAt !== null && isSame(entry, seen);
  }

  async #noteGone({ present, unread, back }: Found): Promise<void> {
    if (this.#parts === null) return;
    const { ledger, intake } = this.#parts;
    const goneAt = new Date();
    const gone: { path: string; goneAt: Date | null }[] = [];
    for (const entry of ledger.entries()) {
      const { path } = entry;
      if (entry.goneAt !== null || present.has(path) || intake.has(path)) continue;
      if (unread.some((folder) => path.startsWith(`${folder}/`))) continue;
      // One that was written while the folder was looked through.
      if ((await lookAt(this.#row.path, path)) !== null) continue;
      gone.push({ path, goneAt });
    }
    await ledger.change([...gone, ...back.map((path) => ({ path, goneAt: null }))]);
  }

  async #record(): Promise<void> {
    if (this.#parts === null) return;
    const { intake, admission } = this.#parts;
    const { paths, failed } = await intake.record();
    admission.ended(paths, failed);
    if (this.#row.paused || paths.length === 0) return;
    // One that was written to while it was on its way has changed again.
    await admission.lookAt(paths);
    this.#armSettling();
    const { afterwards } = this.#row.rule;
    if (afterwards.kind === 'move' || (afterwards.kind === 'remove' && afterwards.days === 0))
      this.#clearSoon();
  }

  #clearSoon(): void {
    const parts = this.#parts;
    if (parts === null || this.#row.paused) return;
    this.#clearAgain = this.#clearingNow !== null;
    if (this.#clearingNow !== null) return;
    const { timing, onChange, isOffline } = this.#ports;
    if (isOffline() || this.#standing !== 'well') {
      this.#later('clear', timing.clearMs, () => this.#clearSoon());
      return;
    }
    this.#clearingNow = parts.clearing
      .clear(this.#closing.signal)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) log.warn('clearing a watched folder', { message: String(error) });
      })
      .finally(() => {
        this.#clearingNow = null;
        onChange();
        this.#later('clear', this.#clearAgain ? 0 : timing.clearMs, () => this.#clearSoon());
        this.#clearAgain = false;
      });
  }
}

/** What a look through the folder found. */
interface Found {
  readonly present: Set<string>;
  /** Folders that could not be looked into. */
  readonly unread: string[];
  /** Files that have stopped changing. */
  readonly ready: WalkedFile[];
  /** Files that were gone and are there as they were. */
  readonly back: string[];
}
