import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallOutput } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { fileErrorCode } from '../ingest/file-errors.ts';
import { cleanName } from '../ingest/upload.ts';
import { log } from '../log.ts';
import { downloadUrl } from '../storage/asset-urls.ts';
import { parseObjectPath } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import { fileNameFor } from './file-name.ts';

const downloadSeconds = 24 * 3600;

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
  readonly locate?: LocateObject;
}

/** Originals on their way out: download links and copies on disk. */
export function createCopies({ db, store, locate = asWritten }: CopyPorts) {
  /** Null where the text of the database is the original, whatever path another program noted beside it. */
  async function objectOf({ path, text }: Original): Promise<ObjectRef | null> {
    const ref = text === null ? parseObjectPath(path, store.buckets.assets) : null;
    return ref === null ? null : ((await locate(ref)) ?? ref);
  }

  async function originals(ids: readonly AssetId[]): Promise<readonly Original[]> {
    const rows = await db
      .selectFrom('public.generated_assets as a')
      .leftJoin('public.generated_texts as t', 't.id', 'a.id')
      .select(['a.id', 'a.original_name', 'a.minio_path', 'a.checksum', 't.content'])
      .where('a.id', 'in', ids)
      .execute();
    return rows.map(({ id, original_name, minio_path, checksum, content }) => ({
      id,
      name: cleanName(original_name ?? id),
      path: minio_path,
      checksum: checksum?.replace(/^sha256:/, '') ?? null,
      text: content,
    }));
  }

  /** Writes beside the target first, so that a copy is whole or not there; an altered one is refused. */
  async function copy(original: Original, target: string): Promise<void> {
    const { text, checksum } = original;
    const partial = join(dirname(target), `.${randomUUID()}.part`);
    const ref = await objectOf(original);
    try {
      if (ref === null) {
        await writeFile(partial, text ?? '', { flush: true });
      } else {
        const hash = createHash('sha256');
        const tap = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(await store.get(ref), tap, createWriteStream(partial, { flush: true }));
        if (checksum !== null && hash.digest('hex') !== checksum) {
          throw new AppError('verify_failed', 'The stored bytes are not those that were uploaded');
        }
      }
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
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

    /** A copy at a place that the person chose; what is there is replaced once the copy is whole. */
    async saveAs(original: Original, target: string): Promise<void> {
      try {
        await copy(original, target);
      } catch (error) {
        const code = error instanceof Error && 'syscall' in error ? fileErrorCode(error) : null;
        if (code === 'disk_full')
          throw new AppError('disk_full', 'No space left for a copy', {}, true, error);
        if (code === 'file_unreadable') {
          throw new AppError('permission_denied', 'The folder can not be written', {}, false, error);
        }
        throw error;
      }
    },

    async save(ids: readonly AssetId[], folder: string): Promise<CallOutput<'assets.saveCopies'>> {
      const failed: CallOutput<'assets.saveCopies'>['failed'] = [];
      let saved = 0;
      for (const original of await originals(ids)) {
        let target: string | null = null;
        try {
          target = await takeName(folder, original.name);
          await copy(original, target);
          saved += 1;
        } catch (error) {
          if (target !== null) await rm(target, { force: true });
          const code = error instanceof Error && 'syscall' in error ? fileErrorCode(error) : null;
          if (code === 'disk_full')
            throw new AppError('disk_full', 'No space left for copies', {}, true, error);
          if (code === 'file_unreadable') {
            throw new AppError('permission_denied', 'The folder can not be written', {}, false, error);
          }
          log.error('saving a copy failed', error);
          failed.push({ id: original.id, name: original.name });
        }
      }
      return { saved, failed };
    },
  };
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
