import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
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
import type { ObjectStore } from '../storage/port.ts';

const downloadSeconds = 24 * 3600;

interface Original {
  readonly id: AssetId;
  readonly name: string;
  readonly path: string;
  readonly checksum: string | null;
  readonly text: string | null;
}

/** Originals on their way out: download links and copies on disk. */
export function createCopies({ db, store }: { db: SparklioDb; store: ObjectStore }) {
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
  async function copy({ path, text, checksum }: Original, target: string): Promise<void> {
    const partial = `${target}.part`;
    const ref = parseObjectPath(path, store.buckets.assets);
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
        urls: found.map((original) => {
          const ref = parseObjectPath(original.path, store.buckets.assets);
          const url =
            ref === null
              ? `data:text/plain;charset=utf-8,${encodeURIComponent(original.text ?? '')}`
              : downloadUrl(store, ref, original.name, downloadSeconds);
          return { id: original.id, url };
        }),
      };
    },

    async save(ids: readonly AssetId[], folder: string): Promise<CallOutput<'assets.saveCopies'>> {
      const failed: CallOutput<'assets.saveCopies'>['failed'] = [];
      let saved = 0;
      for (const original of await originals(ids)) {
        try {
          await copy(original, await freeName(folder, original.name));
          saved += 1;
        } catch (error) {
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

/** `name`, or `name (2)` and so on where the folder has it already. */
async function freeName(folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${stem} (${number})${extension}`);
    const taken = await stat(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}
