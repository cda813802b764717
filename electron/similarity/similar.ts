import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { queryImageIdSchema, type SimilaritySource } from '../../shared/contract/similar.ts';
import type { AssetId, BrandId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import { sparingly } from '../jobs/sparingly.ts';
import type { MediaClient } from '../media/client.ts';
import { MediaError } from '../media/errors.ts';
import type { MediaSource } from '../media/protocol.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import type { ImageSource } from './embedders/port.ts';
import type { SearchModel } from './embedding/library-embedding.ts';
import { countMissing, searchSimilar } from './search.ts';
import type { VectorIndexes } from './vector-index/vector-indexes.ts';
import { parseSqlVector } from './vectors.ts';

interface SimilarParts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
  readonly media: Pick<MediaClient, 'render'>;
  /** Gives the model that is searched now. */
  readonly embedding: { forSearch(): SearchModel };
  readonly indexes: Pick<VectorIndexes, 'planFor' | 'status' | 'rebuild' | 'measure'>;
}

/** A picture that was dropped on the search box. Kept small, since the model that is searched may change. */
interface DroppedImage {
  readonly source: ImageSource;
  readonly model: string;
  readonly vector: Float32Array;
}

/** How many pictures of a model and brand have no vector yet, and what the last count said. */
interface Scope {
  readonly count: () => Promise<number>;
  last: number | null;
}

/** So long a new count is waited for, when there is an older one. */
const patienceMs = 30;
/** The oldest dropped picture is forgotten first. */
const keptImages = 50;
/** Counts of so many scopes are kept. */
const keptScopes = 100;

/** *Find similar*: to an asset, to a picture that is not in the library, or to words. */
export function createSimilar({ db, urls, media, embedding, indexes }: SimilarParts) {
  const images = new Map<string, DroppedImage>();
  const missing = new Map<string, Scope>();

  async function vectorOfAsset(id: AssetId, { model }: SearchModel): Promise<Float32Array> {
    const row = await db
      .selectFrom('sparklio.assets as a')
      .leftJoin('sparklio.asset_vectors as v', (join) =>
        join.onRef('v.asset_id', '=', 'a.asset_id').on('v.model', '=', model),
      )
      .select('v.vector')
      .where('a.asset_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new AppError('not_found', 'No such asset');
    if (row.vector === null) throw new AppError('no_vector', 'The asset has no vector yet', {}, true);
    return parseSqlVector(row.vector);
  }

  async function vectorOfImage(id: string, search: SearchModel): Promise<Float32Array> {
    const image = images.get(id);
    if (image === undefined) throw new AppError('not_found', 'The picture was forgotten');
    if (image.model === search.model) return image.vector;
    const vector = await search.embedImage(image.source);
    images.set(id, { ...image, model: search.model, vector });
    return vector;
  }

  async function vectorOf(source: SimilaritySource, search: SearchModel): Promise<Float32Array> {
    switch (source.kind) {
      case 'asset':
        return await vectorOfAsset(source.assetId, search);
      case 'image':
        return await vectorOfImage(source.imageId, search);
      case 'text':
        if (search.embedText === undefined) throw new AppError('no_text_model', 'The model knows no words');
        return await search.embedText(source.text);
    }
  }

  /** Counting a million pictures takes longer than searching them, so it is not done with every search. */
  async function missingIn(model: string, brandId: BrandId | null): Promise<number> {
    const scope = `${model} ${brandId ?? ''}`;
    const kept = missing.get(scope) ?? {
      count: sparingly(() => countMissing({ db, model, brandId })),
      last: null,
    };
    missing.set(scope, kept);
    const [oldest] = missing.keys();
    if (missing.size > keptScopes && oldest !== undefined) missing.delete(oldest);
    const counted = kept.count().then((count) => {
      kept.last = count;
      return count;
    });
    const { last } = kept;
    if (last === null) return await counted;
    // Results don't wait for it a second time.
    const soon = delay(patienceMs, last, { ref: false });
    return await Promise.race([counted.catch(() => last), soon]);
  }

  async function embed(source: MediaSource, name: string): Promise<CallOutput<'similar.embedPath'>> {
    const search = embedding.forSearch();
    const [vector, preview] = await Promise.all([
      search.embedImage(source),
      media.render({ source, mime: 'image/unknown', name, outputs: {} }),
    ]).catch((error: unknown) => {
      // What is wrong with the picture is for whoever gave it.
      throw error instanceof MediaError
        ? new AppError(error.code, 'The picture can not be read', { name }, error.retry)
        : error;
    });
    const data = (wanted: 'thumbnail' | 'preview'): Uint8Array | undefined =>
      preview.renditions.find(({ kind }) => kind === wanted)?.data;
    const thumbnail = data('thumbnail');
    if (thumbnail === undefined) throw new AppError('unsupported', 'Not a picture', { name });
    const imageId = queryImageIdSchema.parse(randomUUID());
    const kept: ImageSource = { kind: 'bytes', bytes: Uint8Array.from(data('preview') ?? thumbnail) };
    images.set(imageId, { source: kept, model: search.model, vector });
    const [oldest] = images.keys();
    if (images.size > keptImages && oldest !== undefined) images.delete(oldest);
    return {
      imageId,
      name,
      previewDataUrl: `data:image/webp;base64,${Buffer.from(thumbnail).toString('base64')}`,
    };
  }

  return {
    async search(input: CallParsed<'similar.search'>): Promise<CallOutput<'similar.search'>> {
      const { source, brandId, threshold, limit } = input;
      const search = embedding.forSearch();
      const { model } = search;
      const [vector, missing, plan] = await Promise.all([
        vectorOf(source, search),
        missingIn(model, brandId),
        indexes.planFor(model, brandId, limit),
      ]);
      const exclude = source.kind === 'asset' ? source.assetId : null;
      const found = await searchSimilar({
        db,
        urls,
        vector,
        model,
        brandId,
        threshold,
        limit,
        exclude,
        plan,
      });
      return { ...found, missing };
    },
    embedPath: (path: string, name: string) => embed({ kind: 'path', path }, name),
    embedBytes: (bytes: Uint8Array, name: string) =>
      embed({ kind: 'bytes', bytes: Uint8Array.from(bytes) }, name),
    index: () => indexes.status(),
    rebuildIndex: (which: 'own' | 'shared') => indexes.rebuild(which),
    measureRecall: () => indexes.measure(),
  };
}
