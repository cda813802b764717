import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { step } from '../steps.ts';
import { type FoundObject, findObject } from '../storage/find-object.ts';
import { formatObjectPath, parseObjectPath } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/port.ts';
import { type Bundle, checksumOf } from './bundles.ts';
import { copyObject } from './copy-object.ts';
import { keyBeside, movedRendition } from './destination-keys.ts';
import type { RelocationJournal, VerifiedObject } from './journal.ts';
import { planVersions } from './move-versions.ts';
import { unnamed } from './remove-assets.ts';
import { hashObject } from './stream-objects.ts';
import type { Destination, ReadyAsset } from './write-assets.ts';

export interface MovingObjects {
  readonly source: { readonly store: ObjectStore };
  readonly destination: Destination & { readonly store: ObjectStore };
  readonly journal: RelocationJournal;
  /** Keys at the destination that assets on their way have taken, and which. */
  readonly claims: Map<string, string>;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

interface Planned {
  readonly found: FoundObject;
  readonly key: string;
  readonly contentType: string;
  readonly expected: string | null;
  /** The very bytes lie there already, and nobody else's. */
  readonly isThere: boolean;
}

/**
 * Brings the objects of an asset to the destination and verifies them there. Objects keep their keys where those are
 * free; what somebody else put there is never replaced. Errors: `file_missing` and `corrupt` (at the source),
 * `verify_failed`, and those of the port.
 *
 * @param id the asset's id at the destination
 * @param before what this move put there for the asset earlier; null at the first time
 */
export async function moveObjects(
  moving: MovingObjects,
  bundle: Bundle,
  id: string,
  before: { readonly path: string; readonly checksum: string | null } | null,
): Promise<{ readonly ready: ReadyAsset; readonly objects: readonly VerifiedObject[] }> {
  const { source, destination, journal } = moving;
  const bucket = destination.store.buckets.assets;
  const resumed = journal.intents.has(bundle.id) || before !== null;
  const plans: Planned[] = [];
  const choose = (wanted: string, found: FoundObject, expected: string | null) =>
    chooseKey(moving, { assetId: bundle.id, id, wanted, found, expected, isOwn: resumed });

  const ref = parseObjectPath(bundle.asset.minio_path ?? null, source.store.buckets.assets);
  const original = ref === null ? null : await findObject(source.store, ref);
  if (ref !== null && original === null && bundle.text === null) {
    throw new AppError('file_missing', 'The original is not at the source');
  }
  let path = ref === null ? '' : formatObjectPath({ bucket, key: ref.key });
  let originalKey = ref?.key ?? '';
  const checksum = checksumOf(bundle.asset.checksum);
  const isUnchanged =
    before !== null &&
    before.checksum === (bundle.asset.checksum ?? null) &&
    checksum !== null &&
    before.path !== '';
  if (original !== null && isUnchanged) {
    path = before.path;
    originalKey = parseObjectPath(path, bucket)?.key ?? originalKey;
  } else if (original !== null) {
    const chosen = await choose(original.ref.key, original, checksum);
    originalKey = chosen.key;
    path = formatObjectPath({ bucket, key: originalKey });
    plans.push({
      found: original,
      ...chosen,
      contentType: bundle.asset.mime_type ?? 'application/octet-stream',
      expected: checksum,
    });
  }

  let renderAgain = false;
  const rendition = async (key: string | null | undefined): Promise<string | null> => {
    if (key == null) return null;
    const found = await findObject(source.store, { bucket: source.store.buckets.assets, key });
    if (found === null) {
      renderAgain = true;
      return null;
    }
    const chosen = await choose(movedRendition(key, original?.ref.key ?? key, originalKey), found, null);
    plans.push({ found, ...chosen, contentType: 'image/webp', expected: null });
    return chosen.key;
  };
  const thumbnailKey = await rendition(bundle.own?.thumbnail_key);
  const previewKey =
    bundle.own?.preview_key === bundle.own?.thumbnail_key
      ? thumbnailKey
      : await rendition(bundle.own?.preview_key);
  const stripKey = await rendition(bundle.own?.strip_key);

  const placed = new Map(plans.map(({ found, key }) => [found.ref.key, key]));
  if (original !== null) placed.set(original.ref.key, originalKey);
  const versions = await planVersions({
    versions: bundle.versions,
    source: source.store,
    bucket,
    placed,
    async place(wanted, found, contentType, expected) {
      const chosen = await choose(wanted, found, expected);
      plans.push({ found, ...chosen, contentType, expected });
      return chosen.key;
    },
  });

  const keys = plans.filter(({ isThere }) => !isThere).map(({ key }) => key);
  const noted = journal.intents.get(bundle.id);
  if (noted === undefined || keys.some((key) => !noted.keys.includes(key))) {
    await journal.append({ t: 'intent', id: bundle.id, to: id, keys: [...(noted?.keys ?? []), ...keys] });
    step('move.intended', { asset: bundle.id });
  }
  const objects = await Promise.all(plans.map((plan) => send(moving, bundle.id, plan, resumed)));
  return {
    ready: { bundle, id, path, thumbnailKey, previewKey, stripKey, versions, renderAgain },
    objects,
  };
}

interface Choice {
  /** At the source, and at the destination. */
  readonly assetId: string;
  readonly id: string;
  readonly wanted: string;
  readonly found: FoundObject;
  readonly expected: string | null;
  /** An earlier attempt may have put the object there. */
  readonly isOwn: boolean;
}

/** A key that is free, or that already holds this very object and is nobody else's. */
async function chooseKey(
  moving: MovingObjects,
  choice: Choice,
): Promise<{ readonly key: string; readonly isThere: boolean }> {
  const { destination, journal, claims, signal } = moving;
  const { assetId, found } = choice;
  const mine = journal.intents.get(assetId)?.keys ?? [];
  for (let key = choice.wanted; ; key = keyBeside(key, assetId)) {
    const claimed = claims.get(key);
    if (claimed !== undefined && claimed !== assetId) continue;
    claims.set(key, assetId);
    const ref = { bucket: destination.store.buckets.assets, key };
    const head = await destination.store.head(ref);
    if (head === null || mine.includes(key)) return { key, isThere: false };
    if (choice.isOwn && (await isKeyOf(destination, choice.id, key))) {
      // Equal ETags of whole objects are equal MD5s.
      return { key, isThere: head.size === found.head.size && head.etag === found.head.etag };
    }
    if (head.size === found.head.size && (await unnamed(destination, [key])).length === 1) {
      const wanted = choice.expected ?? (await hashObject(moving.source.store, found.ref, signal));
      if ((await hashObject(destination.store, ref, signal)) === wanted) return { key, isThere: true };
    }
    claims.delete(key);
  }
}

/** Whether the object is an original or a rendition of this asset at the destination, now or formerly. */
async function isKeyOf(
  { db, store }: MovingObjects['destination'],
  id: string,
  key: string,
): Promise<boolean> {
  const { rows } = await sql`
    select g.minio_path as path, a.thumbnail_key as thumbnail, a.preview_key as preview, a.strip_key as strip
    from public.generated_assets g left join sparklio.assets a on a.asset_id = g.id where g.id = ${id}::uuid
    union all
    select minio_path, thumbnail_key, preview_key, strip_key from sparklio.asset_versions
    where asset_id = ${id}::uuid`.execute(db);
  const path = formatObjectPath({ bucket: store.buckets.assets, key });
  const named = new Set(rowSchema.parse(rows).flatMap((row) => Object.values(row)));
  return [path, key].some((name) => named.has(name));
}

const rowSchema = z.array(
  z.object({
    path: z.string(),
    thumbnail: z.string().nullable(),
    preview: z.string().nullable(),
    strip: z.string().nullable(),
  }),
);

async function send(
  { source, destination, journal, signal, onBytes }: MovingObjects,
  assetId: string,
  { found, key, contentType, expected, isThere }: Planned,
  resumed: boolean,
): Promise<VerifiedObject> {
  const to = { store: destination.store, ref: { bucket: destination.store.buckets.assets, key } };
  const { size } = found.head;
  if (isThere) return { key, size, sha256: await hashObject(to.store, to.ref, signal) };
  if (resumed && expected !== null && (await to.store.head(to.ref))?.size === size) {
    // It had arrived, and was not noted any more.
    const sha256 = await hashObject(to.store, to.ref, signal);
    if (sha256 === expected) return { key, size, sha256 };
  }
  const sha256 = await copyObject({
    from: { store: source.store, ref: found.ref, size },
    to,
    contentType,
    expected,
    multipartId: journal.intents.get(assetId)?.multiparts.get(key) ?? null,
    resumed,
    signal,
    onMultipart: (upload) => journal.append({ t: 'multipart', id: assetId, key, upload }),
    onBytes,
  });
  return { key, size, sha256 };
}
