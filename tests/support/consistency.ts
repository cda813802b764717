import { createHash } from 'node:crypto';
import type { OpenedLibrary } from './open-library.ts';

interface Expected {
  /** Uploads that failed and wait for a retry or their dismissal. */
  readonly failed?: number;
}

/**
 * Everything that is not as it must be in a library in which nothing is on its way: rows and objects that miss
 * each other or differ, and anything left behind. Reads both sides by itself, without the code under test.
 */
export async function inconsistencies(
  { db, s3, store }: Pick<OpenedLibrary, 'db' | 's3' | 'store'>,
  { failed = 0 }: Expected = {},
): Promise<string[]> {
  const problems: string[] = [];
  const { assets: bucket, temp } = store.buckets;
  const objects = await listObjects(s3, bucket);
  const rows = await db.selectFrom('public.generated_assets').selectAll().execute();
  const texts = await db.selectFrom('public.generated_texts').selectAll().execute();
  const mirrored = await db.selectFrom('sparklio.assets').selectAll().execute();
  const uploads = await db.selectFrom('sparklio.uploads').selectAll().execute();
  const textOf = new Map(texts.map(({ id, content }) => [id, content]));
  const owned = new Set<string>();

  for (const { id, minio_path: path, file_size: size, checksum, original_name: name } of rows) {
    const who = `${name} (${id})`;
    const text = textOf.get(id);
    if (path === '') {
      if (text === undefined) problems.push(`${who}: neither object nor text`);
      else if (Buffer.byteLength(text) !== size || sha256(Buffer.from(text)) !== checksum)
        problems.push(`${who}: text differs from what was taken in`);
      continue;
    }
    const key = path.slice(bucket.length + 1);
    if (text !== undefined) problems.push(`${who}: text and object`);
    if (!path.startsWith(`${bucket}/`)) problems.push(`${who}: path ${path}`);
    const stem = key.replace(/\.[^./]*$/, '');
    for (const one of [key, `${stem}.thumbnail.webp`, `${stem}.preview.webp`]) {
      if (owned.has(one)) problems.push(`${one} belongs to two assets`);
      owned.add(one);
    }
    if (objects.get(key) !== size) problems.push(`${who}: object of ${objects.get(key)} bytes, not ${size}`);
    else if ((await hashObject(s3, bucket, key)) !== checksum) problems.push(`${who}: other bytes`);
  }

  for (const version of await db.selectFrom('sparklio.asset_versions').selectAll().execute()) {
    const { asset_id, number, minio_path: path, content, checksum, size } = version;
    const who = `version ${number} of ${asset_id}`;
    if (!rows.some(({ id }) => id === asset_id)) problems.push(`${who}: its asset is gone`);
    if (content !== null) {
      if (sha256(Buffer.from(content)) !== checksum) problems.push(`${who}: other text`);
      continue;
    }
    const key = path.slice(bucket.length + 1);
    const stem = key.replace(/\.[^./]*$/, '');
    for (const one of [key, `${stem}.thumbnail.webp`, `${stem}.preview.webp`]) owned.add(one);
    if (objects.get(key) !== size) problems.push(`${who}: object of ${objects.get(key)} bytes, not ${size}`);
    else if ((await hashObject(s3, bucket, key)) !== checksum) problems.push(`${who}: other bytes`);
    for (const rendition of [version.thumbnail_key, version.preview_key]) {
      if (rendition !== null && !objects.has(rendition)) problems.push(`${who}: no rendition ${rendition}`);
    }
  }

  const ids = new Set(rows.map(({ id }) => id));
  if (mirrored.length !== rows.length) problems.push(`${mirrored.length} mirrored of ${rows.length}`);
  for (const row of mirrored) {
    if (!ids.has(row.asset_id)) problems.push(`${row.name}: mirrored without a row`);
    if (row.rendition === 'pending') problems.push(`${row.name}: renditions pending`);
    for (const key of [row.thumbnail_key, row.preview_key]) {
      if (key === null) continue;
      if (row.rendition !== 'ready') problems.push(`${row.name}: ${row.rendition} with ${key}`);
      if (!owned.has(key) || (objects.get(key) ?? 0) === 0) problems.push(`${row.name}: no rendition ${key}`);
    }
  }
  for (const key of objects.keys()) if (!owned.has(key)) problems.push(`object of nobody: ${key}`);

  const waiting = uploads.filter(({ state }) => state === 'failed');
  if (waiting.length !== failed) problems.push(`${waiting.length} failed uploads, not ${failed}`);
  for (const { name, state } of uploads) if (state !== 'failed') problems.push(`upload ${name}: ${state}`);
  const known = new Set(uploads.map(({ multipart_id }) => multipart_id));
  for (const { key, uploadId } of await listMultiparts(s3, bucket)) {
    if (!known.has(uploadId)) problems.push(`multipart upload of nobody: ${key}`);
  }
  for (const key of (await listObjects(s3, temp)).keys()) problems.push(`left in the temp bucket: ${key}`);
  const scans = await db.selectFrom('sparklio.scans').selectAll().execute();
  for (const { title } of scans) problems.push(`scan of ${title} left`);
  const tombstones = await db.selectFrom('sparklio.tombstones').selectAll().execute();
  for (const { asset_id } of tombstones) problems.push(`tombstone of ${asset_id} left`);
  return problems;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function hashObject(s3: OpenedLibrary['s3'], bucket: string, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await s3.getObject(bucket, key)) hash.update(chunk);
  return hash.digest('hex');
}

/** Sizes by key. */
export async function listObjects(s3: OpenedLibrary['s3'], bucket: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { name, size } of s3.listObjectsV2(bucket, '', true)) sizes.set(name, size);
  return sizes;
}

export async function listMultiparts(
  s3: OpenedLibrary['s3'],
  bucket: string,
): Promise<{ key: string; uploadId: string }[]> {
  const found: { key: string; uploadId: string }[] = [];
  for await (const { key, uploadId } of s3.listIncompleteUploads(bucket, '', true)) {
    found.push({ key, uploadId });
  }
  return found;
}
