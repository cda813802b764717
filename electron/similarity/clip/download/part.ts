import { readFile, rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/** What is known of a file of which only a part is here; without it the part can't be gone on with. */
const partNoteSchema = z.strictObject({
  /** The address it came from; a part of another source is another file. */
  source: z.string(),
  etag: z.string().nullable(),
  sha256: z.string().nullable(),
  gitSha1: z.string().nullable(),
  bytes: z.number().nullable(),
});
export type PartNote = z.infer<typeof partNoteSchema>;

/** The file's place until it is complete and verified. */
export const partPath = (target: string): string => `${target}.part`;
const notePath = (target: string): string => `${target}.part.json`;

export async function readNote(target: string): Promise<PartNote | null> {
  const text = await readFile(notePath(target), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return partNoteSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export async function writeNote(target: string, note: PartNote): Promise<void> {
  await writeFileAtomic(notePath(target), JSON.stringify(note));
}

export async function removeNote(target: string): Promise<void> {
  await rm(notePath(target), { force: true });
}

export async function removePart(target: string): Promise<void> {
  await rm(partPath(target), { force: true });
  await removeNote(target);
}

/** Bytes of a file, 0 where there is none. */
export async function sizeOnDisk(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
}
