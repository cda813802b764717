import { mkdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClipModel, ModelFile } from '../catalogue.ts';
import { copyToPart, findInFolder } from './copy-file.ts';
import { fetchFile } from './fetch-file.ts';
import { removeNote } from './part.ts';
import { DownloadError, fromDisk } from './problem.ts';
import type { Fetch } from './request.ts';
import { type Claims, type HashFile, verifyAndPlace } from './verify.ts';

/** Where a model's files come from: an address with the hub's layout, or a folder. */
export type ModelSource =
  | { readonly kind: 'url'; readonly base: string }
  | { readonly kind: 'folder'; readonly path: string };

export interface DownloadOptions {
  readonly model: ClipModel;
  readonly modelDir: string;
  readonly source: ModelSource;
  readonly fetch: Fetch;
  readonly hash: HashFile;
  readonly signal: AbortSignal;
  readonly idleMs: number;
  /** Milliseconds before the first retry; doubled for each further one. */
  readonly retryMs: number;
  readonly onProgress: (file: ModelFile, have: number, total: number | null) => void;
  readonly onVerifying: (verifying: boolean) => void;
}

/** Attempts in a row that bring nothing before a file is given up. */
const MAX_ATTEMPTS = 4;
const MAX_DELAY_MS = 15_000;

/** Whether a file is there; it only ever gets its name when it is complete and verified. */
export async function isInPlace(modelDir: string, file: ModelFile): Promise<boolean> {
  const found = await stat(join(modelDir, ...file.path.split('/'))).catch(() => null);
  return found?.isFile() === true && found.size > 0 && (!file.exact || found.size === file.bytes);
}

/**
 * Brings the files that are missing, one after the other.
 *
 * @throws DownloadError; or what `signal` was aborted with, what arrived being kept
 */
export async function downloadModel(options: DownloadOptions): Promise<void> {
  const { model, modelDir, source, hash, signal, onVerifying } = options;
  const missing: ModelFile[] = [];
  for (const file of model.files) if (!(await isInPlace(modelDir, file))) missing.push(file);
  await mkdir(modelDir, { recursive: true }).catch(rethrowDisk);
  await checkSpace(modelDir, missing);
  for (const file of missing) {
    const target = join(modelDir, ...file.path.split('/'));
    await mkdir(dirname(target), { recursive: true }).catch(rethrowDisk);
    const claims = source.kind === 'url' ? await download(options, source.base, file, target) : unknownClaims;
    if (source.kind === 'folder') await copy(options, source.path, file, target);
    onVerifying(true);
    await verifyAndPlace(target, file, claims, hash, signal);
    onVerifying(false);
  }
}

const rethrowDisk = (error: unknown): never => {
  throw fromDisk(error);
};

const unknownClaims: Claims = { bytes: null, sha256: null, gitSha1: null };

/** Said before minutes have been spent; a file system that does not tell is tried. */
async function checkSpace(modelDir: string, missing: readonly ModelFile[]): Promise<void> {
  const needed = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const disk = await statfs(modelDir).catch(() => null);
  if (disk !== null && disk.bavail * disk.bsize < needed) {
    throw new DownloadError('disk_full', 'The disk has too little room');
  }
}

async function copy(
  options: DownloadOptions,
  folder: string,
  file: ModelFile,
  target: string,
): Promise<void> {
  const { model, signal, onProgress } = options;
  const found = await findInFolder(folder, model, file);
  // What a download left there is no part of this copy.
  await removeNote(target);
  await copyToPart(found, target, signal, (have) => onProgress(file, have, null));
}

async function download(
  options: DownloadOptions,
  base: string,
  file: ModelFile,
  target: string,
): Promise<Claims> {
  const { model, fetch, signal, idleMs, retryMs, onProgress } = options;
  const url = fileUrl(base, model, file);
  let reached = 0;
  for (let attempt = 1; ; attempt++) {
    const before = reached;
    try {
      return await fetchFile({
        url,
        target,
        fetch,
        signal,
        idleMs,
        onProgress: (have, total) => {
          reached = Math.max(reached, have);
          onProgress(file, have, total);
        },
      });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      // A line that is cut now and then gets there in the end, as long as it brings something.
      const advanced = reached > before;
      if (advanced) attempt = 1;
      if (!shouldRetry(error, advanced, attempt)) throw error;
      await delay(Math.min(retryMs * 2 ** (attempt - 1), MAX_DELAY_MS), undefined, { signal });
    }
  }
}

/** A host that is silent from the start is not worth waiting for again; one that fell silent is. */
function shouldRetry(error: DownloadError, advanced: boolean, attempt: number): boolean {
  if (error.problem === 'offline' && !error.transient) return advanced;
  if (error.problem === 'stalled') return advanced;
  return error.transient && attempt < MAX_ATTEMPTS;
}

/** `{base}/{repository}/resolve/{revision}/{file}`, as the hub and its mirrors have it. */
export function fileUrl(base: string, model: ClipModel, file: ModelFile): URL {
  const url = new URL(base);
  const root = url.pathname.replace(/\/+$/, '');
  url.pathname = `${root}/${model.repository}/resolve/${model.revision}/${file.path}`;
  return url;
}
