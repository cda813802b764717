import { copyFile, type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing, syncDirectory } from './files.ts';
import { encodeLine, readJournalFile } from './journal-codec.ts';
import type { JournalRecord } from './records.ts';

const FILE = /^(journal|snapshot)-(\d{8})\.log$/;
const DAMAGED = '.damaged';
const SNAPSHOT_CHUNK = 512 * 1024;

/** The journal may or may not hold what was being written: only a new start can tell. */
export class CommitUncertainError extends Error {
  constructor(cause: unknown) {
    super('The journal cannot be written any more.', { cause });
    this.name = 'CommitUncertainError';
  }
}

export interface JournalOpening {
  readonly journal: Journal;
  /**
   * Lines in the middle of a file could not be read, now or at an earlier start: the disk lost something that had
   * been acknowledged. The files as they were found are kept beside with the suffix `.damaged`.
   */
  readonly damaged: boolean;
}

/**
 * The only commit point. Files carry a generation: `snapshot-N` is the state at the moment `journal-N` was begun,
 * so the state is the newest snapshot and every journal from its generation on.
 */
export class Journal {
  private broken: CommitUncertainError | undefined;

  private constructor(
    private readonly directory: string,
    private file: FileHandle,
    private generation: number,
    private length: number,
    private replayable: number,
  ) {}

  /** Replays what is there into `onRecords`, cuts a torn tail off, and is then ready to append. */
  static async open(
    directory: string,
    onRecords: (records: JournalRecord[]) => void,
  ): Promise<JournalOpening> {
    const { snapshots, journals } = await listGenerations(directory);
    const base = snapshots.at(-1) ?? 0;
    let damagedLines = 0;
    if (base > 0) {
      let ended = false;
      const reading = await readJournalFile(join(directory, fileName('snapshot', base)), (records) => {
        ended = records.at(-1)?.t === 'end';
        onRecords(records);
      });
      damagedLines += reading.damagedLines + (ended ? 0 : 1);
    }
    const live = journals.filter((generation) => generation >= base);
    let replayable = 0;
    let tail = 0;
    for (const generation of live) {
      const reading = await readJournalFile(join(directory, fileName('journal', generation)), onRecords);
      damagedLines += reading.damagedLines;
      if (generation !== live.at(-1) && reading.wholeBytes < reading.totalBytes) damagedLines++;
      replayable += reading.wholeBytes;
      tail = reading.wholeBytes;
    }
    if (damagedLines > 0) {
      if (base > 0) await keepDamaged(join(directory, fileName('snapshot', base)));
      for (const generation of live) await keepDamaged(join(directory, fileName('journal', generation)));
    }
    const generation = live.at(-1) ?? Math.max(base, 1);
    const path = join(directory, fileName('journal', generation));
    const file = await open(path, live.length > 0 ? 'r+' : 'wx+');
    await file.truncate(tail);
    await file.sync();
    await syncDirectory(directory);
    const journal = new Journal(directory, file, generation, tail, replayable);
    await journal.removeBefore(base);
    const damaged = (await readdir(directory)).some((name) => name.endsWith(DAMAGED));
    return { journal, damaged };
  }

  /** Bytes that the next start would have to replay on top of the snapshot. */
  get replayBytes(): number {
    return this.replayable;
  }

  /**
   * Returns once every line is on disk, whole. When the disk is full nothing of it stays and the next append can
   * succeed; any other failure ends writing until the next start.
   * @throws {CommitUncertainError} when the journal may hold the lines after all; any other error: it does not.
   */
  async append(lines: string): Promise<void> {
    if (this.broken !== undefined) throw this.broken;
    const data = Buffer.from(lines, 'utf8');
    try {
      await writeAt(this.file, data, this.length);
    } catch (error) {
      await this.cutBack(error);
      throw error;
    }
    try {
      await this.file.datasync();
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages: trying again would prove nothing.
      throw this.breakDown(error);
    }
    this.length += data.length;
    this.replayable += data.length;
  }

  /** Goes on in a new file; the caller captures the state at this moment and hands it to `writeSnapshot`. */
  async rotate(): Promise<number> {
    const next = this.generation + 1;
    const file = await open(join(this.directory, fileName('journal', next)), 'w+');
    await syncDirectory(this.directory);
    const previous = this.file;
    this.file = file;
    this.generation = next;
    this.length = 0;
    await previous.close();
    return next;
  }

  /** Writes the state that `journal-generation` builds on, and drops the files it makes superfluous. */
  async writeSnapshot(generation: number, records: Iterable<JournalRecord>): Promise<void> {
    const path = join(this.directory, fileName('snapshot', generation));
    const temporary = `${path}.tmp`;
    try {
      const file = await open(temporary, 'w');
      try {
        await writeSnapshotLines(file, records);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncDirectory(this.directory);
    await this.removeBefore(generation);
    if (generation === this.generation) this.replayable = this.length;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async cutBack(error: unknown): Promise<void> {
    try {
      await this.file.truncate(this.length);
      await this.file.datasync();
    } catch {
      throw this.breakDown(error);
    }
  }

  private breakDown(cause: unknown): CommitUncertainError {
    this.broken = new CommitUncertainError(cause);
    return this.broken;
  }

  private async removeBefore(generation: number): Promise<void> {
    const { snapshots, journals, temporary } = await listGenerations(this.directory);
    const stale = [
      ...snapshots.filter((g) => g < generation).map((g) => fileName('snapshot', g)),
      ...journals.filter((g) => g < generation).map((g) => fileName('journal', g)),
      ...temporary,
    ];
    for (const name of stale) await ignoreMissing(rm(join(this.directory, name)));
  }
}

async function keepDamaged(path: string): Promise<void> {
  await copyFile(path, path + DAMAGED);
}

function fileName(kind: 'journal' | 'snapshot', generation: number): string {
  return `${kind}-${String(generation).padStart(8, '0')}.log`;
}

async function listGenerations(
  directory: string,
): Promise<{ snapshots: number[]; journals: number[]; temporary: string[] }> {
  const found = { snapshots: [] as number[], journals: [] as number[], temporary: [] as string[] };
  for (const name of (await readdir(directory)).sort()) {
    const [, kind, generation] = FILE.exec(name) ?? [];
    if (kind === 'snapshot') found.snapshots.push(Number(generation));
    else if (kind === 'journal') found.journals.push(Number(generation));
    else if (name.endsWith('.log.tmp')) found.temporary.push(name);
  }
  return found;
}

async function writeSnapshotLines(file: FileHandle, records: Iterable<JournalRecord>): Promise<void> {
  let count = 0;
  let position = 0;
  let text = '';
  const flush = async (): Promise<void> => {
    const data = Buffer.from(text, 'utf8');
    text = '';
    await writeAt(file, data, position);
    position += data.length;
  };
  for (const record of records) {
    text += encodeLine([record]);
    count++;
    if (text.length >= SNAPSHOT_CHUNK) await flush();
  }
  text += encodeLine([{ t: 'end', n: count }]);
  await flush();
}

/** A single write may be cut short (a full disk writes what still fits), so it is repeated until it fails or ends. */
async function writeAt(file: FileHandle, data: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < data.length) {
    const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}
