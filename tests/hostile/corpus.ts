import { hostileArchives } from './archives.ts';
import { hostilePictures } from './bombs.ts';
import { damagedFiles, mislabelledFiles, splicedFiles } from './damage.ts';
import { hostileDocuments } from './documents.ts';
import { hostileDrawings } from './drawings.ts';
import type { HostileFile, Targets } from './hostile-file.ts';
import { badlyNamed } from './names.ts';
import { makeOriginals } from './originals.ts';
import { specialFiles } from './special-files.ts';
import { hostileWritings } from './writings.ts';

export interface CorpusOptions {
  readonly targets: Targets;
  /** Where originals are made. */
  readonly folder: string;
  /** Damaged copies of each original. */
  readonly damaged: number;
  /** Whole originals under wrong names, and pieced together, of each. */
  readonly confused: number;
  readonly seed: number;
}

/** The same files for the same options, in the same order. */
export async function makeCorpus(options: CorpusOptions): Promise<HostileFile[]> {
  const { targets, folder, damaged, confused, seed } = options;
  const originals = await makeOriginals(folder);
  const bytesOf = (ext: string): Buffer => originals.find((one) => one.ext === ext)?.bytes ?? Buffer.alloc(0);
  return [
    ...damagedFiles(originals, damaged, seed + 2),
    ...mislabelledFiles(originals, confused, seed),
    ...splicedFiles(originals, confused, seed + 1),
    ...badlyNamed(bytesOf('png'), bytesOf('mp4')),
    ...hostileWritings(targets),
    ...hostilePictures(),
    ...hostileArchives(targets),
    ...hostileDrawings(targets),
    ...hostileDocuments(targets),
    ...specialFiles(targets),
  ];
}
