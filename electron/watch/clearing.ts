import { lstat, mkdir, rename } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Afterwards } from '../../shared/domain/watch.ts';
import { log } from '../log.ts';
import { step } from '../steps.ts';
import type { FolderRow } from './folder-row.ts';
import type { Holds } from './holds.ts';
import { databaseTime } from './intake.ts';
import type { Entry, Lasting, Ledger } from './ledger.ts';
import { isSame } from './settling.ts';
import { lookAt, type WalkedFile } from './walk.ts';

const dayMs = 24 * 3600_000;

export interface ClearingPorts {
  readonly lasting: Lasting;
  readonly holds: Holds;
  readonly hash: (path: string, signal: AbortSignal) => Promise<{ sha256: string }>;
  /** Puts a file into the system's trash; where there is none for its drive, removes it. */
  readonly trash: (path: string) => Promise<void>;
}

/** Whether the rule says of a local copy that its time is over. */
export function isDue(entry: Entry, rule: Afterwards, now: Date): boolean {
  const { state, assetId, sha256, verifiedAt, clearedAt, goneAt } = entry;
  if (rule.kind === 'keep' || clearedAt !== null || goneAt !== null) return false;
  if ((state !== 'taken' && state !== 'duplicate') || assetId === null || sha256 === null) return false;
  if (verifiedAt === null) return false;
  return rule.kind === 'move' || now.getTime() - verifiedAt.getTime() >= rule.days * dayMs;
}

/**
 * Removes or moves local copies by the folder's rule. One goes only when it is, at that moment, byte for byte what the
 * library holds: the object is read back, the file is read again, and nothing of it has changed since it was taken.
 */
export class Clearing {
  readonly #ports: ClearingPorts;
  readonly #row: () => FolderRow;
  readonly #ledger: Ledger;
  readonly #heldBackMs: number;
  readonly #clock: () => number;
  /** Copies that the library does not hold, and when to ask again. */
  readonly #heldBack = new Map<string, number>();

  constructor(
    ports: ClearingPorts,
    row: () => FolderRow,
    ledger: Ledger,
    options: { heldBackMs: number; clock: () => number },
  ) {
    this.#ports = ports;
    this.#row = row;
    this.#ledger = ledger;
    this.#heldBackMs = options.heldBackMs;
    this.#clock = options.clock;
  }

  get heldBack(): number {
    return this.#heldBack.size;
  }

  /** Asks for all that was held back again at the next round. */
  forgetHeldBack(): void {
    this.#heldBack.clear();
  }

  /** One round through what is due. Rejects when the library does not answer; the rest is left to the next round. */
  async clear(signal: AbortSignal): Promise<void> {
    const { afterwards } = this.#row().rule;
    if (afterwards.kind === 'keep') {
      this.#heldBack.clear();
      return;
    }
    const now = await this.#ports.lasting(databaseTime);
    const due = [...this.#ledger.entries()].filter((entry) => isDue(entry, afterwards, now));
    const paths = new Set(due.map(({ path }) => path));
    for (const path of this.#heldBack.keys()) if (!paths.has(path)) this.#heldBack.delete(path);
    for (const entry of due) {
      signal.throwIfAborted();
      if (this.#clock() < (this.#heldBack.get(entry.path) ?? 0)) continue;
      const done = await this.#clearOne(entry, signal);
      if (done === 'held back') this.#heldBack.set(entry.path, this.#clock() + this.#heldBackMs);
      else this.#heldBack.delete(entry.path);
    }
  }

  async #clearOne(entry: Entry, signal: AbortSignal): Promise<'cleared' | 'held back' | 'changed'> {
    const { holds, hash, lasting } = this.#ports;
    const { assetId, sha256 } = entry;
    const root = this.#row().path;
    const before = await lookAt(root, entry.path);
    if (before === null || !isSame(entry, before.seen)) return 'changed';
    if (assetId === null || sha256 === null || !(await holds(assetId, sha256, signal))) return 'held back';
    try {
      if ((await hash(join(root, entry.path), signal)).sha256 !== sha256) return 'held back';
      const after = await lookAt(root, entry.path);
      const isTheSame =
        after !== null && isSame(before.seen, after.seen) && before.seen.inode === after.seen.inode;
      // A rule that was changed meanwhile is another rule.
      const { afterwards } = this.#row().rule;
      const now = await lasting(databaseTime);
      if (!isTheSame || this.#row().path !== root || !isDue(entry, afterwards, now)) return 'changed';
      await this.#put(root, after, afterwards);
    } catch (error) {
      signal.throwIfAborted();
      log.warn('a local copy could not be cleared', { message: String(error) });
      return 'held back';
    }
    step('watch.cleared');
    await this.#ledger.change([{ path: entry.path, clearedAt: await lasting(databaseTime) }]);
    return 'cleared';
  }

  async #put(root: string, { path }: WalkedFile, afterwards: Afterwards): Promise<void> {
    if (afterwards.kind === 'remove') await this.#ports.trash(join(root, path));
    if (afterwards.kind === 'move') await moveAside(root, path, afterwards.subfolder);
  }
}

/** Moves a file below a subfolder, keeping the folders it is in; one of the same name there keeps its name. */
async function moveAside(root: string, path: string, subfolder: string): Promise<string> {
  const wanted = join(root, subfolder, path);
  await mkdir(dirname(wanted), { recursive: true });
  const extension = extname(wanted);
  const stem = wanted.slice(0, wanted.length - extension.length);
  let target = wanted;
  for (let count = 2; await isThere(target); count += 1) target = `${stem} (${count})${extension}`;
  await rename(join(root, path), target);
  return target;
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
