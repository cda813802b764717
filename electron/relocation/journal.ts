import { createReadStream } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { errorCodeSchema } from '../../shared/contract/errors.ts';

const id = z.uuid();

/** Size and SHA-256 of an object that was compared at the destination, and its key there. */
const verifiedObject = z.strictObject({ key: z.string(), size: z.number(), sha256: z.string() });
export type VerifiedObject = z.infer<typeof verifiedObject>;

/** `copied`: put there by this move. `present`: was there already. `updated`: was there, and the source's is newer. */
const outcomeSchema = z.enum(['copied', 'present', 'updated']);

const entrySchema = z.discriminatedUnion('t', [
  /** Objects that are about to be put under keys that nobody had. */
  z.strictObject({ t: z.literal('intent'), id, to: id, keys: z.array(z.string()) }),
  z.strictObject({ t: z.literal('multipart'), id, key: z.string(), upload: z.string() }),
  /** The asset is at the destination as the source had it with this stamp. */
  z.strictObject({
    t: z.literal('done'),
    id,
    to: id,
    stamp: z.string(),
    outcome: outcomeSchema,
    name: z.string(),
    checksum: z.string().nullable(),
    path: z.string(),
    objects: z.array(verifiedObject),
    note: z.string().optional(),
  }),
  z.strictObject({ t: z.literal('problem'), id, name: z.string(), code: errorCodeSchema }),
  /** It was removed at the source, and at the destination after it. */
  z.strictObject({ t: z.literal('gone'), id }),
  z.strictObject({
    t: z.literal('place'),
    kind: z.enum(['brand', 'project']),
    id,
    to: id,
    /** `id` and `slug` say by what it was joined with one that was there. */
    how: z.enum(['created', 'id', 'slug']),
    name: z.string(),
    stamp: z.string(),
  }),
]);
export type JournalEntry = z.infer<typeof entrySchema>;
export type DoneEntry = Extract<JournalEntry, { t: 'done' }>;
export type PlaceEntry = Extract<JournalEntry, { t: 'place' }>;
type Intent = {
  readonly to: string;
  readonly keys: readonly string[];
  readonly multiparts: Map<string, string>;
};
type Done = Pick<DoneEntry, 'to' | 'stamp' | 'outcome'>;

/**
 * The entries of a journal in order. What comes after the last whole line was being written when the app ended; it is
 * not given. `onLength` hears how many bytes are good.
 */
export async function* readJournal(
  file: string,
  onLength: (bytes: number) => void = () => undefined,
): AsyncGenerator<JournalEntry> {
  let bytes = 0;
  const input = createReadStream(file, { encoding: 'utf8' });
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const entry = parseLine(line);
      if (entry === null) return;
      bytes += Buffer.byteLength(line) + 1;
      onLength(bytes);
      yield entry;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    input.destroy();
  }
}

function parseLine(line: string): JournalEntry | null {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * What a move has done and is about to do, as lines that are only ever appended. Killed at any moment it is whole up to
 * its last line.
 */
export class RelocationJournal {
  readonly done = new Map<string, Done>();
  readonly intents = new Map<string, Intent>();
  readonly problems = new Map<string, Pick<Extract<JournalEntry, { t: 'problem' }>, 'name' | 'code'>>();
  readonly places = new Map<string, PlaceEntry>();
  /** Objects whose checksum was compared. */
  verified = 0;
  readonly #handle: FileHandle;
  #waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #writing: Promise<void> | null = null;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(file: string): Promise<RelocationJournal> {
    let length = 0;
    const handle = await open(file, 'a', 0o600);
    const journal = new RelocationJournal(handle);
    for await (const entry of readJournal(file, (bytes) => {
      length = bytes;
    })) {
      journal.#apply(entry);
    }
    if ((await handle.stat()).size !== length) await truncate(file, length);
    return journal;
  }

  /** Resolves when the entry is on disk; entries that wait at the same time share a write. */
  append(entry: JournalEntry): Promise<void> {
    this.#apply(entry);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: `${JSON.stringify(entry)}\n`, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  async #write(): Promise<void> {
    // Those that are asked for in the same turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#handle.appendFile(group.map(({ line }) => line).join(''));
        await this.#handle.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = null;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  #apply(entry: JournalEntry): void {
    switch (entry.t) {
      case 'intent':
        this.intents.set(entry.id, { to: entry.to, keys: entry.keys, multiparts: new Map() });
        return;
      case 'multipart':
        this.intents.get(entry.id)?.multiparts.set(entry.key, entry.upload);
        return;
      case 'done':
        this.done.set(entry.id, { to: entry.to, stamp: entry.stamp, outcome: entry.outcome });
        this.intents.delete(entry.id);
        this.problems.delete(entry.id);
        this.verified += entry.objects.length;
        return;
      case 'problem':
        this.problems.set(entry.id, { name: entry.name, code: entry.code });
        return;
      case 'gone':
        this.done.delete(entry.id);
        this.intents.delete(entry.id);
        this.problems.delete(entry.id);
        return;
      case 'place':
        this.places.set(`${entry.kind} ${entry.id}`, entry);
    }
  }
}
