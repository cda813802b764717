import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ClipModel, ModelFile } from '../catalogue.ts';
import { partPath } from './part.ts';
import { DownloadError, fromDisk } from './problem.ts';

/**
 * The places where a file of a model may be in a folder that a person picked: the model's own folder, the folder
 * of several models, a heap of files without folders, and the cache of Hugging Face's own tools.
 */
async function candidates(folder: string, model: ClipModel, file: ModelFile): Promise<string[]> {
  const parts = file.path.split('/');
  const cached = `models--${model.repository.replaceAll('/', '--')}`;
  const snapshots = [join(folder, 'snapshots'), join(folder, cached, 'snapshots')];
  const revisions = await Promise.all(
    snapshots.map(async (at) => (await readdir(at).catch(() => [])).map((revision) => join(at, revision))),
  );
  const roots = [folder, join(folder, ...model.repository.split('/')), ...revisions.flat()];
  return [...roots.map((root) => join(root, ...parts)), join(folder, basename(file.path))];
}

/** Where a file is in the picked folder. @throws DownloadError `not_found`. */
export async function findInFolder(folder: string, model: ClipModel, file: ModelFile): Promise<string> {
  for (const path of await candidates(folder, model, file)) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === true) return path;
  }
  throw new DownloadError('not_found', `${file.path} is not in the folder`);
}

/**
 * Copies a file to where its download would gather.
 *
 * @throws DownloadError `unreadable`, `disk_full`; or what `signal` was aborted with
 */
export async function copyToPart(
  source: string,
  target: string,
  signal: AbortSignal,
  onProgress: (have: number) => void,
): Promise<void> {
  let have = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      have += chunk.length;
      onProgress(have);
      yield chunk;
    }
  };
  try {
    await mkdir(dirname(target), { recursive: true });
    const from = createReadStream(source, { highWaterMark: 1024 * 1024 });
    await pipeline(from, counted, createWriteStream(partPath(target)), { signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw fromDisk(error);
  }
}
