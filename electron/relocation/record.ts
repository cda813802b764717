import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Relocation, relocationSchema } from '../../shared/contract/relocation.ts';
import type { LibraryId } from '../settings/installation.ts';
import { readJson, writeJson } from '../settings/json-file.ts';

const recordSchema = z.strictObject({
  relocation: relocationSchema,
  /** It goes on by itself at the next start: nobody paused it. */
  goesOn: z.boolean(),
});
export type RelocationRecord = z.infer<typeof recordSchema>;

const file = (folder: string): string => join(folder, 'current.json');

export const journalFile = (folder: string, id: string): string => join(folder, `${id}.jsonl`);

/** The move that ran last; null when there was none. */
export function readRecord(folder: string): Promise<RelocationRecord | null> {
  return readJson(file(folder), recordSchema);
}

/** Writes it whole or not at all. */
export function writeRecord(folder: string, record: RelocationRecord): Promise<void> {
  return writeJson(file(folder), record);
}

/** Removes the journals of moves before this one. */
export async function forgetOthers(folder: string, id: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.jsonl') && name !== `${id}.jsonl`) await rm(join(folder, name), { force: true });
  }
}

interface Ends {
  readonly from: LibraryId;
  readonly to: LibraryId;
  readonly fromName: string;
  readonly toName: string;
}

export function newRelocation(ends: Ends): Relocation {
  return {
    id: randomUUID(),
    ...ends,
    state: 'copying',
    assets: 0,
    assetsDone: 0,
    assetsPresent: 0,
    bytes: 0,
    bytesDone: 0,
    bytesPerSecond: null,
    secondsLeft: null,
    verified: 0,
    problems: [],
    problemCount: 0,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    reason: null,
  };
}

export const isEnded = ({ state }: Relocation): boolean => state === 'done' || state === 'cancelled';
