import { encodeLine } from './journal-codec.ts';
import type { JournalRecord } from './records.ts';

/**
 * A change to the store. Changes of one scope take effect one after the other; those of different scopes may share
 * a disk sync.
 */
export interface Change {
  /** What the change reads and writes, or null when it must be alone (a bucket that must be empty, say). */
  readonly scope: string | null;
  /** Blobs it names for the first time: their directory entries are made durable before the journal names them. */
  readonly newBlobs: readonly string[];
  /** Decides against the committed state. Throws to refuse; an empty list changes nothing. */
  prepare(): readonly JournalRecord[];
}

export interface CommitEffects {
  syncBlobs(blobs: readonly string[]): Promise<void>;
  append(lines: string): Promise<void>;
  apply(records: readonly JournalRecord[]): void;
  /** Runs between two batches, when memory and journal agree. */
  afterBatch(): Promise<void>;
}

interface Waiting {
  readonly change: Change;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one batch is being synced the next gathers, so parallel changes share a sync. A change is
 * seen by readers, and acknowledged, only once it is on disk.
 */
export class CommitQueue {
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;

  constructor(private readonly effects: CommitEffects) {}

  commit(change: Change): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ change, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when everything handed in so far is settled. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // Lets changes that became ready in the same turn of the event loop join the first batch.
    await Promise.resolve();
    try {
      while (this.waiting.length > 0) {
        await this.runBatch(this.takeBatch());
        await this.effects.afterBatch();
      }
    } finally {
      // In the same breath as the last look: a change that is handed in afterwards has to begin another run.
      this.running = null;
    }
  }

  /** In order, up to the first change that has to see the effect of one already taken. */
  private takeBatch(): Waiting[] {
    const scopes = new Set<string>();
    let length = 0;
    for (const { change } of this.waiting) {
      if (change.scope === null) {
        if (length === 0) length = 1;
        break;
      }
      if (scopes.has(change.scope)) break;
      scopes.add(change.scope);
      length++;
    }
    return this.waiting.splice(0, length);
  }

  private async runBatch(batch: readonly Waiting[]): Promise<void> {
    const accepted: { waiting: Waiting; records: readonly JournalRecord[] }[] = [];
    for (const waiting of batch) {
      try {
        accepted.push({ waiting, records: waiting.change.prepare() });
      } catch (error) {
        waiting.reject(error);
      }
    }
    const writing = accepted.filter(({ records }) => records.length > 0);
    try {
      if (writing.length > 0) {
        await this.effects.syncBlobs(writing.flatMap(({ waiting }) => waiting.change.newBlobs));
        await this.effects.append(writing.map(({ records }) => encodeLine(records)).join(''));
      }
    } catch (error) {
      for (const { waiting } of accepted) waiting.reject(error);
      return;
    }
    for (const { records } of writing) this.effects.apply(records);
    for (const { waiting } of accepted) waiting.resolve();
  }
}
