import type { AssetType } from '../../shared/domain/asset.ts';
import { type BrandId, brandIdSchema, type ProjectId, projectIdSchema } from '../../shared/domain/ids.ts';

/** What a key of the house says about its object. */
export interface HouseKey {
  readonly type: AssetType;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  /** The day that it is filed under, in UTC. */
  readonly day: Date;
  /** The last part without its extension; often the id of the asset. */
  readonly id: string;
  /** Without its dot; empty where there is none. */
  readonly ext: string;
}

type KeyKind =
  | { readonly kind: 'original'; readonly key: HouseKey }
  /** A thumbnail, preview or strip as this app names them; `stem` is the key of its original without the extension. */
  | { readonly kind: 'rendition'; readonly stem: string }
  | { readonly kind: 'foreign' };

const types: Readonly<Record<string, AssetType>> = {
  images: 'image',
  image: 'image',
  videos: 'video',
  video: 'video',
  audio: 'audio',
  documents: 'document',
  document: 'document',
  texts: 'text',
  text: 'text',
};
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const pattern = new RegExp(
  `^([a-z]+)/(${uuid})/(${uuid}|unassigned)/(\\d{4})/(\\d{2})/(\\d{2})/(${uuid})((?:\\.[A-Za-z0-9]{1,16}){0,2})$`,
);
/** Pictures that the app makes beside an original. */
const rendition = /\.(?:thumbnail|preview|strip)\.webp$/;

/** Tells whose an object may be by where it lies. */
export function readKey(key: string): KeyKind {
  const match = pattern.exec(key);
  const [, folder = '', brand = '', project = '', year = '', month = '', date = '', id = '', tail = ''] =
    match ?? [];
  const type = Object.hasOwn(types, folder) ? types[folder] : undefined;
  const day = new Date(`${year}-${month}-${date}T00:00:00Z`);
  if (match === null || type === undefined || Number.isNaN(day.getTime())) return { kind: 'foreign' };
  if (rendition.test(tail)) return { kind: 'rendition', stem: key.slice(0, -tail.length) };
  // Two extensions that are not ours: some program's own rendition.
  if (tail.indexOf('.', 1) > 0) return { kind: 'foreign' };
  return {
    kind: 'original',
    key: {
      type,
      brandId: brandIdSchema.parse(brand),
      projectId: project === 'unassigned' ? null : projectIdSchema.parse(project),
      day,
      id,
      ext: tail.slice(1),
    },
  };
}

/** The key of an original without its extension, as the names of its renditions begin. */
export function stemOf(key: string): string {
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  return dot > slash ? key.slice(0, dot) : key;
}

const plurals: Readonly<Record<string, string>> = {
  image: 'images',
  video: 'videos',
  document: 'documents',
  text: 'texts',
};

/** One spelling for both that a folder has in the wild, so that rows and objects meet whichever their writers used. */
export function sameSpelling(bucket: string, key: string): string {
  const slash = key.indexOf('/');
  const folder = slash < 0 ? '' : key.slice(0, slash);
  const plural = Object.hasOwn(plurals, folder) ? plurals[folder] : undefined;
  return `${bucket}/${plural === undefined ? key : plural + key.slice(slash)}`;
}
