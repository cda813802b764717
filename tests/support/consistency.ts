import { createHash } from 'node:crypto';
import type { OpenedLibrary } from './open-library.ts';
import { findVersionProblems } from './version-consistency.ts';

/**
 * Something of an asset is missing or other than it was taken in; something is there that belongs to nobody; something
 * is there twice; or the books were not closed.
 */
export type FindingKind = 'lost' | 'orphaned' | 'doubled' | 'unfinished';

export interface Finding {
  readonly kind: FindingKind;
  readonly what: string;
}

interface Expected {
  /** Uploads that failed and wait for a retry or their dismissal. */
  readonly failed?: number;
  /** Objects whose bytes were compared before, by key and ETag; added to. An object never changes in place. */
  readonly compared?: Set<string>;
  /** Keys for which multipart uploads were begun, where the store lists those by their exact key only. */
  readonly multipartKeys?: readonly string[];
}

/**
 * Everything that is not as it must be in a library in which nothing is on its way: rows and objects that miss
 * each other or differ, and anything left behind. Reads both sides by itself, without the code under test.
 */
export async function inconsistencies(
  library: Pick<OpenedLibrary, 'db' | 's3' | 'store'>,
  expected: Expected = {},
): Promise<string[]> {
  return (await findInconsistencies(library, expected)).map(({ what }) => what);
}

/** The same, told apart by what it would mean to the person whose library it is. */
export async function findInconsistencies(
  { db, s3, store }: Pick<OpenedLibrary, 'db' | 's3' | 'store'>,
  { failed = 0, compared = new Set(), multipartKeys = [] }: Expected = {},
): Promise<Finding[]> {
  const problems: Finding[] = [];
  const find = (kind: FindingKind, what: string): void => void problems.push({ kind, what });
  const { assets: bucket, temp } = store.buckets;
  const objects = await listWithEtags(s3, bucket);
  const rows = await db
    .selectFrom('public.generated_assets')
    .select(['id', 'minio_path', 'file_size', 'checksum', 'original_name'])
    .execute();
  const texts = await db.selectFrom('public.generated_texts').selectAll().execute();
  const mirrored = await db.selectFrom('sparklio.assets').selectAll().execute();
  const uploads = await db.selectFrom('sparklio.uploads').selectAll().execute();
  const textOf = new Map(texts.map(({ id, content }) => [id, content]));
  const owned = new Set<string>();

  for (const { id, minio_path: path, file_size: size, checksum, original_name: name } of rows) {
    const who = `${name} (${id})`;
    const text = textOf.get(id);
    if (path === '') {
      if (text === undefined) find('lost', `${who}: neither object nor text`);
      else if (Buffer.byteLength(text) !== size || sha256(Buffer.from(text)) !== checksum)
        find('lost', `${who}: text differs from what was taken in`);
      continue;
    }
    const key = path.slice(bucket.length + 1);
    if (text !== undefined) find('doubled', `${who}: text and object`);
    if (!path.startsWith(`${bucket}/`)) find('lost', `${who}: path ${path}`);
    const stem = key.replace(/\.[^./]*$/, '');
    for (const one of [key, ...renditionsBeside(stem)]) {
      if (owned.has(one)) find('doubled', `${one} belongs to two assets`);
      owned.add(one);
    }
    await compare(who, key, size, checksum);
  }

  for (const version of await db.selectFrom('sparklio.asset_versions').selectAll().execute()) {
    const { asset_id, number, minio_path: path, content, checksum, size } = version;
    const who = `version ${number} of ${asset_id}`;
    if (!rows.some(({ id }) => id === asset_id)) find('orphaned', `${who}: its asset is gone`);
    if (content !== null) {
      if (sha256(Buffer.from(content)) !== checksum) find('lost', `${who}: other text`);
      continue;
    }
    const key = path.slice(bucket.length + 1);
    const stem = key.replace(/\.[^./]*$/, '');
    for (const one of [key, ...renditionsBeside(stem)]) owned.add(one);
    await compare(who, key, size, checksum);
    for (const rendition of [version.thumbnail_key, version.preview_key, version.strip_key]) {
      if (rendition !== null && !objects.has(rendition)) find('lost', `${who}: no rendition ${rendition}`);
    }
  }

  async function compare(who: string, key: string, size: number, checksum: string | null): Promise<void> {
    const object = objects.get(key);
    const version = `${key} ${object?.etag}`;
    if (object?.size !== size) find('lost', `${who}: object of ${object?.size} bytes, not ${size}`);
    else if (!compared.has(version)) {
      if ((await hashObject(s3, bucket, key)) === checksum) compared.add(version);
      else find('lost', `${who}: other bytes`);
    }
  }

  const ids = new Set(rows.map(({ id }) => id));
  if (mirrored.length !== rows.length) find('lost', `${mirrored.length} mirrored of ${rows.length}`);
  for (const row of mirrored) {
    if (!ids.has(row.asset_id)) find('orphaned', `${row.name}: mirrored without a row`);
    if (row.rendition === 'pending') find('lost', `${row.name}: renditions pending`);
    for (const key of [row.thumbnail_key, row.preview_key, row.strip_key]) {
      if (key === null) continue;
      if (row.rendition !== 'ready') find('lost', `${row.name}: ${row.rendition} with ${key}`);
      if (!owned.has(key) || (objects.get(key)?.size ?? 0) === 0)
        find('lost', `${row.name}: no rendition ${key}`);
    }
  }
  for (const key of objects.keys()) if (!owned.has(key)) find('orphaned', `object of nobody: ${key}`);

  const waiting = uploads.filter(({ state }) => state === 'failed');
  if (waiting.length !== failed) find('unfinished', `${waiting.length} failed uploads, not ${failed}`);
  for (const { name, state } of uploads)
    if (state !== 'failed') find('unfinished', `upload ${name}: ${state}`);
  const known = new Set(uploads.map(({ multipart_id }) => multipart_id));
  for (const { key, uploadId } of await listMultiparts(s3, bucket, multipartKeys)) {
    if (!known.has(uploadId)) find('orphaned', `multipart upload of nobody: ${key}`);
  }
  for (const key of (await listObjects(s3, temp)).keys()) find('orphaned', `left in the temp bucket: ${key}`);
  const scans = await db.selectFrom('sparklio.scans').selectAll().execute();
  for (const { title } of scans) find('unfinished', `scan of ${title} left`);
  problems.push(...(await findVersionProblems(db)));
  const tombstones = await db.selectFrom('sparklio.tombstones').selectAll().execute();
  for (const { asset_id } of tombstones) find('orphaned', `tombstone of ${asset_id} left`);
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
  const objects = await listWithEtags(s3, bucket);
  return new Map([...objects].map(([key, { size }]) => [key, size]));
}

async function listWithEtags(
  s3: OpenedLibrary['s3'],
  bucket: string,
): Promise<Map<string, { size: number; etag: string }>> {
  const objects = new Map<string, { size: number; etag: string }>();
  for await (const { name, size, etag } of s3.listObjectsV2(bucket, '', true))
    objects.set(name, { size, etag });
  return objects;
}

export async function listMultiparts(
  s3: OpenedLibrary['s3'],
  bucket: string,
  keys: readonly string[] = [],
): Promise<{ key: string; uploadId: string }[]> {
  const found = new Map<string, { key: string; uploadId: string }>();
  for (const prefix of ['', ...keys]) {
    for await (const { key, uploadId } of s3.listIncompleteUploads(bucket, prefix, true)) {
      found.set(uploadId, { key, uploadId });
    }
  }
  return [...found.values()];
}

const renditionsBeside = (stem: string): string[] =>
  ['thumbnail', 'preview', 'strip'].map((kind) => `${stem}.${kind}.webp`);
