import type { AssetId, UploadId } from '../../shared/domain/ids.ts';
import type { SharedRows } from '../database/shared-rows.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { isVersionOf } from '../library/versions/objects.ts';
import { type NewFile, putFile } from '../library/versions/put-file.ts';
import { formatObjectPath } from '../storage/keys.ts';
import type { Publication } from './publisher.ts';
import type { Upload } from './upload.ts';

/** SHA-256 of the asset's present file; null where the row does not say. Throws `not_found`. */
export async function checksumOf(db: SparklioDb, assetId: AssetId): Promise<string | null> {
  const row = await db
    .selectFrom('public.generated_assets')
    .select('checksum')
    .where('id', '=', assetId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('not_found', 'The asset is not there any more', {}, false);
  return row.checksum?.replace(/^sha256:/, '') ?? null;
}

export interface PutVersion {
  readonly id: UploadId;
  readonly assetId: AssetId;
  /** The number of the file among those of its asset. */
  readonly version: number;
  /** Whether renditions are to be made of it. */
  readonly isDrawn: boolean;
}

/**
 * Makes files the current ones of the assets whose versions they are, within the publishing transaction. `isEntered`
 * tells whose journal entry ended just now: without one an earlier attempt came through although its answer was
 * lost, or else `onStale` throws. Gives what was put, in order.
 */
export async function putVersions(
  trx: SparklioDb,
  publications: readonly Publication[],
  options: {
    readonly rows: SharedRows;
    readonly by: string;
    readonly isEntered: (upload: Upload) => boolean;
    readonly onStale: () => never;
  },
): Promise<PutVersion[]> {
  const versions: PutVersion[] = [];
  for (const { upload, identity, text } of publications) {
    const { replaces, ref } = upload;
    if (replaces === null) continue;
    if (!options.isEntered(upload)) {
      if (await isVersionOf(trx, replaces, { ref, checksum: identity.sha256 })) continue;
      if (ref !== null) options.onStale();
    }
    const { dimensions } = identity;
    const file: NewFile = {
      path: ref === null ? '' : formatObjectPath(ref),
      content: text,
      name: upload.name,
      type: identity.type,
      mime: identity.mime,
      size: identity.size,
      checksum: identity.sha256,
      look: {
        width: dimensions?.width ?? null,
        height: dimensions?.height ?? null,
        duration_ms: null,
        page_count: null,
        thumbhash: null,
        rendition: text === null ? 'pending' : 'none',
        thumbnail_key: null,
        preview_key: null,
        strip_key: null,
        strip: null,
      },
    };
    const put = await putFile(trx, { assetId: replaces, file, by: options.by, rows: options.rows });
    versions.push({ id: upload.id, assetId: replaces, version: put.number, isDrawn: text === null });
  }
  return versions;
}
