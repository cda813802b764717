import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serversCache } from '../../harness/programs.ts';

const run = promisify(execFile);

/** Pinned: newer ones of any of them have broken the others. */
const packages = [
  'infinity-emb[torch,server]==0.0.78',
  'torch==2.2.2',
  'torchvision==0.17.2',
  'transformers==4.49.0',
  'numpy==1.26.4',
  'pillow==13.0.0',
  'aiohttp==3.14.5',
];

export interface InfinityPrograms {
  readonly python: string;
  readonly infinity: string;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** infinity in a Python environment of its own, installed once: about 5 GB, since PyTorch's package brings CUDA along. */
export async function installInfinity(): Promise<InfinityPrograms> {
  const folder = join(serversCache(), 'infinity-0.0.78');
  const programs = (at: string): InfinityPrograms => ({
    python: join(at, 'bin', 'python'),
    infinity: join(at, 'bin', 'infinity_emb'),
  });
  if (await exists(join(folder, 'complete'))) return programs(folder);
  console.log('Installing infinity (about 5 GB, once) …');
  await rm(folder, { recursive: true, force: true });
  await mkdir(serversCache(), { recursive: true });
  await run('python3', ['-m', 'venv', folder]).catch((error: unknown) => {
    throw new Error('Python 3.9 to 3.13 with venv is needed to test with infinity', { cause: error });
  });
  await run(programs(folder).python, ['-m', 'pip', 'install', '--quiet', '--no-compile', ...packages], {
    maxBuffer: 64 * 2 ** 20,
  });
  await writeFile(join(folder, 'complete.tmp'), packages.join('\n'));
  await rename(join(folder, 'complete.tmp'), join(folder, 'complete'));
  return programs(folder);
}

/** A CLIP of random numbers; other seeds are other models. */
export async function makeTinyClip(python: string, folder: string, seed: number): Promise<void> {
  await run(python, [join(import.meta.dirname, 'make-tiny-clip.py'), folder, String(seed)]);
}
