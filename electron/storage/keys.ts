import type { AssetType } from '../../shared/domain/asset.ts';
import type { AssetId, BrandId, ProjectId } from '../../shared/domain/ids.ts';
import type { ObjectRef } from './port.ts';

/** The type folders of the house; other programs wrote the singular too. */
const folders: Record<AssetType, { plural: string; singular: string }> = {
  image: { plural: 'images', singular: 'image' },
  video: { plural: 'videos', singular: 'video' },
  audio: { plural: 'audio', singular: 'audio' },
  document: { plural: 'documents', singular: 'document' },
  text: { plural: 'texts', singular: 'text' },
};

const UNASSIGNED = 'unassigned';
const folderNames = new Set(Object.values(folders).flatMap(({ plural, singular }) => [plural, singular]));

export interface ObjectKeyParts {
  readonly type: AssetType;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly id: AssetId;
  /** The day it is filed under, in UTC. */
  readonly date: Date;
  /** With or without its dot; dropped when it is not plain letters and digits, for it came from a file's name. */
  readonly ext: string;
}

/** Key of a new original: `{folder}/{brand}/{project | unassigned}/{YYYY}/{MM}/{DD}/{id}.{ext}`. */
export function buildObjectKey({ type, brandId, projectId, date, id, ext }: ObjectKeyParts): string {
  const day = date.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${folders[type].plural}/${brandId}/${projectId ?? UNASSIGNED}/${day}/${id}${safeExtension(ext)}`;
}

function safeExtension(ext: string): string {
  const match = /^\.?([A-Za-z0-9]{1,16})$/.exec(ext);
  return match?.[1] === undefined ? '' : `.${match[1].toLowerCase()}`;
}

/** What is made of an original; a strip of films only. */
export const renditionKinds = ['thumbnail', 'preview', 'strip'] as const;
export type RenditionKind = (typeof renditionKinds)[number];

/** Key of a rendition, beside its original. The same each time, so that making it again replaces it. */
export function renditionKey(originalKey: string, kind: RenditionKind): string {
  const slash = originalKey.lastIndexOf('/');
  const dot = originalKey.lastIndexOf('.');
  const stem = dot > slash ? originalKey.slice(0, dot) : originalKey;
  return `${stem}.${kind}.webp`;
}

/** Keys of every rendition that an original of this type may have. */
export function renditionKeysOf(originalKey: string, type: AssetType): readonly string[] {
  const kinds = renditionKinds.filter((kind) => kind !== 'strip' || type === 'video');
  return kinds.map((kind) => renditionKey(originalKey, kind));
}

/** What `minio_path` holds when this app writes it. */
export function formatObjectPath({ bucket, key }: ObjectRef): string {
  return `${bucket}/${key}`;
}

/**
 * Reads `minio_path` in the three spellings of the wild: `{bucket}/{key}`, `{key}` alone, and either of them
 * with the singular type folder. Keys are given as they are stored: the object lies under the spelling its
 * writer used. Null when there is no object (an empty path).
 */
export function parseObjectPath(path: string | null, defaultBucket: string): ObjectRef | null {
  const trimmed = (path ?? '').replace(/^\/+/, '');
  if (trimmed === '') return null;
  const slash = trimmed.indexOf('/');
  const first = slash < 0 ? trimmed : trimmed.slice(0, slash);
  if (slash < 0 || folderNames.has(first)) return { bucket: defaultBucket, key: trimmed };
  return { bucket: first, key: trimmed.slice(slash + 1) };
}

/** Keys under which the object may lie too, when it is not where its path says: the other spelling of the folder. */
export function otherSpelling(key: string): string | null {
  const slash = key.indexOf('/');
  const folder = key.slice(0, Math.max(slash, 0));
  for (const { plural, singular } of Object.values(folders)) {
    if (plural === singular) continue;
    if (folder === plural) return singular + key.slice(slash);
    if (folder === singular) return plural + key.slice(slash);
  }
  return null;
}

/**
 * Every place where the object of a path may lie, the likeliest first: as written, in the other spelling of its folder,
 * and, where what looked like a bucket is a folder that the app does not know, in the bucket of assets.
 */
export function spellingsOf(ref: ObjectRef, assetsBucket: string): readonly ObjectRef[] {
  const other = otherSpelling(ref.key);
  return [
    ref,
    ...(other === null ? [] : [{ bucket: ref.bucket, key: other }]),
    ...(ref.bucket === assetsBucket ? [] : [{ bucket: assetsBucket, key: `${ref.bucket}/${ref.key}` }]),
  ];
}
