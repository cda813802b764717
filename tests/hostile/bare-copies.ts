import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { OpenedLibrary } from '../support/open-library.ts';

export interface BareCopies {
  readonly asked: number;
  readonly saved: number;
  readonly failed: CallOutput<'assets.saveCopies'>['failed'];
  /** Files in the folder that are no whole copy: what is hidden, or empty though its original is not. */
  readonly halves: readonly string[];
  /** Files in the folder. */
  readonly found: number;
  /** Originals that are not what came in any more. */
  readonly harmed: readonly string[];
  readonly milliseconds: number;
}

/** Takes the metadata out of assets as a person does, and looks at what is in the folder and in the library afterwards. */
export async function bareCopiesOf(
  { copies }: OpenedLibrary,
  ids: readonly AssetId[],
  folder: string,
  folderOfOriginals: string,
): Promise<BareCopies> {
  const started = performance.now();
  const { saved, failed } = await copies.save(ids, folder, { metadata: 'removed' });
  const milliseconds = Math.round(performance.now() - started);
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await readFile(join(folder, name))).length));
  // Each is compared with the checksum of what came in.
  const originals = await copies.save(ids, folderOfOriginals);
  return {
    asked: ids.length,
    saved,
    failed,
    halves: names.filter((name, index) => name.endsWith('.part') || sizes[index] === 0),
    found: names.length,
    harmed: originals.failed.map(({ name, code }) => `${name}: ${code}`),
    milliseconds,
  };
}
