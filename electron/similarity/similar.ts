import { randomUUID } from 'node:crypto';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { queryImageIdSchema, type SimilaritySource } from '../../shared/contract/similar.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { MediaClient } from '../media/client.ts';
import type { MediaSource } from '../media/protocol.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import type { Embedder } from './embedders/port.ts';
import { searchSimilar } from './search.ts';
import { parseSqlVector } from './vectors.ts';

interface SimilarParts {
  readonly db: SparklioDb;
  readonly urls: AssetUrls;
  readonly media: Pick<MediaClient, 'render'>;
  readonly embedder: Embedder;
}

/** Pictures that were dropped on the search box; the oldest is forgotten first. */
const keptImages = 50;

/** *Find similar*: to an asset, or to a picture that is not in the library. */
export function createSimilar({ db, urls, media, embedder }: SimilarParts) {
  const images = new Map<string, Float32Array>();

  async function vectorOfAsset(id: AssetId): Promise<Float32Array> {
    const row = await db
      .selectFrom('sparklio.assets as a')
      .leftJoin('sparklio.asset_vectors as v', (join) =>
        join.onRef('v.asset_id', '=', 'a.asset_id').on('v.model', '=', embedder.model),
      )
      .select('v.vector')
      .where('a.asset_id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new AppError('not_found', 'No such asset');
    if (row.vector === null) throw new AppError('no_vector', 'The asset has no vector yet', {}, true);
    return parseSqlVector(row.vector);
  }

  function vectorOfImage(id: string): Float32Array {
    const vector = images.get(id);
    if (vector === undefined) throw new AppError('not_found', 'The picture was forgotten');
    return vector;
  }

  function vectorOfText(text: string): Promise<Float32Array> {
    if (embedder.embedText === undefined) throw new AppError('no_text_model', 'The model knows no words');
    return embedder.embedText(text);
  }

  async function vectorOf(source: SimilaritySource): Promise<Float32Array> {
    switch (source.kind) {
      case 'asset':
        return await vectorOfAsset(source.assetId);
      case 'image':
        return vectorOfImage(source.imageId);
      case 'text':
        return await vectorOfText(source.text);
    }
  }

  async function embed(source: MediaSource, name: string): Promise<CallOutput<'similar.embedPath'>> {
    const [vector, preview] = await Promise.all([
      embedder.embedImage(source),
      media.render({ source, mime: 'image/unknown', name, outputs: {} }),
    ]);
    const imageId = queryImageIdSchema.parse(randomUUID());
    images.set(imageId, vector);
    const [oldest] = images.keys();
    if (images.size > keptImages && oldest !== undefined) images.delete(oldest);
    const thumbnail = preview.renditions.find(({ kind }) => kind === 'thumbnail')?.data;
    if (thumbnail === undefined) throw new AppError('unsupported', 'Not a picture', { name });
    return {
      imageId,
      name,
      previewDataUrl: `data:image/webp;base64,${Buffer.from(thumbnail).toString('base64')}`,
    };
  }

  return {
    async search(input: CallParsed<'similar.search'>): Promise<CallOutput<'similar.search'>> {
      const { source, brandId, threshold, limit } = input;
      const vector = await vectorOf(source);
      const exclude = source.kind === 'asset' ? source.assetId : null;
      return await searchSimilar({
        db,
        urls,
        vector,
        model: embedder.model,
        brandId,
        threshold,
        limit,
        exclude,
      });
    },
    embedPath: (path: string, name: string) => embed({ kind: 'path', path }, name),
    embedBytes: (bytes: Uint8Array, name: string) =>
      embed({ kind: 'bytes', bytes: Uint8Array.from(bytes) }, name),
  };
}
