import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import PQueue from 'p-queue';
import type { CopyMetadata } from '../../shared/contract/assets.ts';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { fileErrorCode } from '../ingest/file-errors.ts';
import { cleanName } from '../ingest/upload.ts';
import { log } from '../log.ts';
import type { MediaClient } from '../media/client.ts';
import { MediaError } from '../media/errors.ts';
import { downloadUrl } from '../storage/asset-urls.ts';
import { parseObjectPath } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { writeBareFile } from './bare-file.ts';
import { fileNameFor } from './file-name.ts';

const downloadSeconds = 24 * 3600;
/** Rows that one statement asks for. */
const mostRows = 5_000;
/** The media worker takes metadata out of two files at a time, while one more is fetched. */
const bareAtOnce = 3;

/** What a copy is made of. */
export interface Original {
  readonly id: AssetId;
  readonly name: string;
  readonly path: string | null;
  readonly checksum: string | null;
  readonly text: string | null;
}

interface CopyPorts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'stripMetadata'>;
  readonly locate?: LocateObject;
}

export interface SaveOptions {
  /** `kept` unless told. */
  readonly metadata?: CopyMetadata;
  /** Aborting leaves what is whole by then, and nothing else. */
  readonly signal?: AbortSignal;
  /** How many are dealt with, saved or not. */
  readonly onProgress?: (done: number, total: number) => void;
}

const never = new AbortController().signal;

/** Originals on their way out: download links and copies on disk. */
export function createCopies({ db, store, media, locate = asWritten }: CopyPorts) {
  /** Null where the text of the database is the original, whatever path another program noted beside it. */
  async function objectOf({ path, text }: Original): Promise<ObjectRef | null> {
    const ref = text === null ? parseObjectPath(path, store.buckets.assets) : null;
    return ref === null ? null : ((await locate(ref)) ?? ref);
  }

  async function originals(ids: readonly AssetId[]): Promise<readonly Original[]> {
    const found: Original[] = [];
    for (let from = 0; from < ids.length; from += mostRows) {
      const rows = await db
        .selectFrom('public.generated_assets as a')
        .leftJoin('public.generated_texts as t', 't.id', 'a.id')
        .select(['a.id', 'a.original_name', 'a.minio_path', 'a.checksum', 't.content'])
        .where('a.id', 'in', ids.slice(from, from + mostRows))
        .execute();
      for (const { id, original_name, minio_path, checksum, content } of rows) {
        found.push({
          id,
          name: cleanName(original_name ?? id),
          path: minio_path,
          checksum: checksum?.replace(/^sha256:/, '') ?? null,
          text: content,
        });
      }
    }
    return found;
  }

  /** The stored bytes, whole and as they came in. */
  async function fetch(
    ref: ObjectRef,
    { checksum }: Original,
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    const hash = createHash('sha256');
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    const bytes = await store.get(ref).catch((error: unknown) => {
      const isMissing = error instanceof AppError && error.code === 'not_found';
      throw isMissing ? missing(error) : error;
    });
    await pipeline(bytes, tap, createWriteStream(path, { flush: true }), { signal });
    if (checksum !== null && hash.digest('hex') !== checksum) {
      throw new AppError('verify_failed', 'The stored bytes are not those that were uploaded');
    }
  }

  /** Writes beside the target first, so that a copy is whole or not there; an altered one is refused. */
  async function copy(
    original: Original,
    target: string,
    { metadata = 'kept', signal = never }: SaveOptions,
  ): Promise<void> {
    const partial = join(dirname(target), `.${randomUUID()}.part`);
    const ref = await objectOf(original);
    try {
      // Text of the database has no place for metadata.
      if (ref === null) await writeFile(partial, original.text ?? '', { flush: true });
      else if (metadata === 'kept') await fetch(ref, original, partial, signal);
      else {
        const whole = (path: string): Promise<void> => fetch(ref, original, path, signal);
        await writeBareFile(media, original.name, whole, partial, signal);
      }
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Takes a free name in the folder, and leaves nothing under it where the copy doesn't get whole. */
  async function copyInto(folder: string, original: Original, options: SaveOptions): Promise<void> {
    const target = await takeName(folder, original.name);
    try {
      await copy(original, target, options);
    } catch (error) {
      await rm(target, { force: true });
      throw error;
    }
  }

  return {
    async downloadUrls(ids: readonly AssetId[]): Promise<CallOutput<'assets.downloadUrls'>> {
      const found = await originals(ids);
      return {
        urls: await Promise.all(
          found.map(async (original) => {
            const ref = await objectOf(original);
            const url =
              ref === null
                ? `data:text/plain;charset=utf-8,${encodeURIComponent(original.text ?? '')}`
                : downloadUrl(store, ref, original.name, downloadSeconds);
            return { id: original.id, url };
          }),
        ),
      };
    },

    /** Whether the store has the original. Rejects with `not_found` for an asset that is gone. */
    async original(id: AssetId): Promise<'there' | 'missing'> {
      const [original] = await originals([id]);
      if (original === undefined) throw new AppError('not_found', 'No such asset');
      const ref = await objectOf(original);
      return ref === null || (await store.head(ref)) !== null ? 'there' : 'missing';
    },

    /**
     * A copy at a place that the person chose; what is there is replaced once the copy is whole.
     *
     * @throws AppError `original_missing`; `unsupported` where metadata is to be removed and can't be
     */
    async saveAs(original: Original, target: string, metadata: CopyMetadata = 'kept'): Promise<void> {
      try {
        await copy(original, target, { metadata });
      } catch (error) {
        throw aboutTheFolder(error) ?? aboutTheFile(error);
      }
    },

    /** Copies into a folder. What can't be copied is told; a folder that can't be written, or is full, ends it all. */
    async save(
      ids: readonly AssetId[],
      folder: string,
      options: SaveOptions = {},
    ): Promise<CallOutput<'assets.saveCopies'>> {
      const { metadata = 'kept', signal = never, onProgress } = options;
      const failed: CallOutput<'assets.saveCopies'>['failed'] = [];
      let saved = 0;
      let stopped: AppError | null = null;
      const all = await originals(ids);
      const queue = new PQueue({ concurrency: metadata === 'kept' ? 1 : bareAtOnce });
      const one = async (original: Original): Promise<void> => {
        if (signal.aborted || stopped !== null) return;
        try {
          await copyInto(folder, original, options);
          saved += 1;
        } catch (error) {
          if (signal.aborted) return;
          stopped ??= aboutTheFolder(error);
          if (stopped !== null) return;
          log.error('saving a copy failed', error);
          failed.push({ id: original.id, name: original.name, code: codeOf(error) });
        }
        onProgress?.(saved + failed.length, all.length);
      };
      await queue.addAll(all.map((original) => () => one(original)));
      if (stopped !== null) throw stopped;
      return { saved, failed };
    },
  };
}

function missing(cause: Error): AppError {
  return new AppError('original_missing', 'The original is not in the store', {}, false, cause);
}

/** Null for what is wrong with one file only. */
function aboutTheFolder(error: unknown): AppError | null {
  const isFull = error instanceof MediaError && error.code === 'disk_full';
  const ofSystem = error instanceof Error && 'syscall' in error ? fileErrorCode(error) : null;
  const code = isFull ? error.code : ofSystem;
  if (code === 'disk_full') return new AppError('disk_full', 'No space left for copies', {}, true, error);
  if (code === 'file_unreadable') {
    return new AppError('permission_denied', 'The folder can not be written', {}, false, error);
  }
  return null;
}

function aboutTheFile(error: unknown): unknown {
  return error instanceof MediaError
    ? new AppError(codeOf(error), error.message, {}, error.retry, error)
    : error;
}

/** What the person is told about one file. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code;
  if (!(error instanceof MediaError)) return 'internal';
  return error.code === 'model_missing' ? 'internal' : error.code;
}

/**
 * Takes `name`, or `name (2)` and so on where the folder has it already, by an empty file of its own: nothing
 * that is there, or comes there meanwhile, is overwritten.
 */
async function takeName(folder: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const path = join(folder, fileNameFor(name, number));
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
