import { sql } from 'kysely';
import { z } from 'zod';
import type { SparklioDb } from '../database/tables.ts';
import { type FoundObject, findObject } from '../storage/find-object.ts';
import { formatObjectPath, parseObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import { checksumOf } from './bundles.ts';
import { movedRendition } from './destination-keys.ts';
import { readColumnTypes, type TextRow, upsertRows } from './text-rows.ts';

interface PlanVersions {
  readonly versions: readonly TextRow[];
  readonly source: ObjectStore;
  /** Of assets, at the destination. */
  readonly bucket: string;
  /** Where objects of the asset go whose place is known, by their key at the source. */
  readonly placed: Map<string, string>;
  /** Finds a place for an object and notes that it is to be brought there; gives its key. */
  readonly place: (
    wanted: string,
    found: FoundObject,
    contentType: string,
    expected: string | null,
  ) => Promise<string>;
}

/**
 * The rows of former files as they will be at the destination. An object that several files name is brought once.
 * A version whose object is gone from the source is nothing any more, and left out.
 */
export async function planVersions({
  versions,
  source,
  bucket,
  placed,
  place,
}: PlanVersions): Promise<TextRow[]> {
  const planned: TextRow[] = [];
  const keyOf = async (
    wanted: (found: FoundObject) => string,
    found: FoundObject,
    contentType: string,
    expected: string | null,
  ): Promise<string> => {
    const known = placed.get(found.ref.key);
    if (known !== undefined) return known;
    const key = await place(wanted(found), found, contentType, expected);
    placed.set(found.ref.key, key);
    return key;
  };
  for (const row of versions) {
    const ref = parseObjectPath(row.minio_path ?? null, source.buckets.assets);
    if (ref === null || row.content != null) {
      planned.push({ ...row, minio_path: '', thumbnail_key: null, preview_key: null, strip_key: null });
      continue;
    }
    const found = await findObject(source, ref);
    if (found === null) continue;
    const mime = row.mime ?? 'application/octet-stream';
    const key = await keyOf(({ ref: { key: own } }) => own, found, mime, checksumOf(row.checksum));
    let isWhole = true;
    const rendition = async (from: string | null | undefined): Promise<string | null> => {
      if (from == null) return null;
      const picture = await findObject(source, { bucket: source.buckets.assets, key: from });
      if (picture === null) {
        isWhole = false;
        return null;
      }
      return await keyOf(() => movedRendition(from, found.ref.key, key), picture, 'image/webp', null);
    };
    const thumbnail_key = await rendition(row.thumbnail_key);
    const preview_key = await rendition(row.preview_key);
    const strip_key = await rendition(row.strip_key);
    planned.push({
      ...row,
      minio_path: formatObjectPath({ bucket, key }),
      thumbnail_key,
      preview_key,
      strip_key,
      ...(isWhole ? {} : { rendition: 'pending' }),
    });
  }
  return planned;
}

const presentSchema = z.array(
  z.object({ number: z.number(), path: z.string(), checksum: z.string().nullable() }),
);

/**
 * Writes the former files of an asset. Versions that the destination has by itself stay: where one bears the number of
 * another file, the newcomer gets a number after all others.
 */
export async function writeVersions(
  trx: SparklioDb,
  id: string,
  versions: readonly TextRow[],
): Promise<void> {
  if (versions.length > 0) {
    const types = await readColumnTypes(trx, 'sparklio.asset_versions');
    const { rows } = await sql`
      select number, minio_path as path, checksum from sparklio.asset_versions where asset_id = ${id}::uuid`.execute(
      trx,
    );
    const present = presentSchema.parse(rows);
    const taken = new Set([
      ...present.map(({ number }) => number),
      ...versions.map((row) => Number(row.number)),
    ]);
    const numbered = versions.map((row) => {
      const number = Number(row.number);
      const there = present.find((one) => one.number === number);
      if (there === undefined || isSame(row, there)) return { ...row, asset_id: id };
      const again = present.find((one) => isSame(row, one));
      const free = again?.number ?? Math.max(...taken) + 1;
      taken.add(free);
      return { ...row, asset_id: id, number: String(free) };
    });
    const kept = numbered.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => types.has(name))),
    );
    await upsertRows(trx, {
      table: 'sparklio.asset_versions',
      types,
      rows: kept,
      keys: ['asset_id', 'number'],
    });
  }
  await sql`
    update sparklio.assets a set versions = 1 + v.count, version = greatest(a.version, v.last + 1)
    from (
      select count(*)::int as count, coalesce(max(number), 0) as last
      from sparklio.asset_versions where asset_id = ${id}::uuid
    ) v
    where a.asset_id = ${id}::uuid`.execute(trx);
}

function isSame(row: TextRow, there: { readonly path: string; readonly checksum: string | null }): boolean {
  const [mine, theirs] = [checksumOf(row.checksum), checksumOf(there.checksum)];
  return mine !== null && theirs !== null ? mine === theirs : row.minio_path === there.path;
}

/** Versions of assets with where their objects are, for looking whether everything is there. */
export async function readVersionObjects(db: SparklioDb, ids: readonly string[]) {
  const { rows } = await sql`
    select asset_id as id, minio_path as path, size, thumbnail_key as thumbnail, preview_key as preview,
      strip_key as strip
    from sparklio.asset_versions
    where asset_id = any(${[...ids]}::uuid[]) and minio_path <> '' and content is null`.execute(db);
  return z
    .array(
      z.object({
        id: z.uuid(),
        path: z.string(),
        size: z.number(),
        thumbnail: z.string().nullable(),
        preview: z.string().nullable(),
        strip: z.string().nullable(),
      }),
    )
    .parse(rows);
}
