import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

/** A file made by the programs that people use; see `scripts/media-samples`. */
export const samplePath = (name: string): string => resolve(import.meta.dirname, 'samples', name);

export const sample = (name: string): Promise<Buffer> => readFile(samplePath(name));
