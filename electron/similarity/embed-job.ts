import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { AssetJob } from '../jobs/queue.ts';
import { MediaError } from '../media/errors.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { Embedder } from './embedders/port.ts';
import { padVector, toSqlVector } from './vectors.ts';

export interface EmbedParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly embedder: Embedder;
  readonly onEmbedded: (id: AssetId) => void;
}

const urlSeconds = 3600;

/** Gives one asset its vector, made from its preview: compact for searching here, padded for every other program. */
export function createEmbedJob({ db, store, embedder, onEmbedded }: EmbedParts) {
  async function save(id: AssetId, vector: Float32Array): Promise<void> {
    const padded = padVector(vector);
    await db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('public.generated_assets')
        .set({ embedding: toSqlVector(padded) })
        .where('id', '=', id)
        .returning('brand_id')
        .executeTakeFirst();
      if (asset === undefined) return;
      const row = {
        brand_id: asset.brand_id,
        model: embedder.model,
        vector: toSqlVector(vector),
        embedded_at: new Date(),
        problem: null,
      };
      await transaction
        .insertInto('sparklio.asset_vectors')
        .values({ asset_id: id, ...row })
        .onConflict((conflict) => conflict.column('asset_id').doUpdateSet(row))
        .execute();
    });
  }

  async function giveUp(id: AssetId, brandId: string, problem: string): Promise<void> {
    const row = { model: embedder.model, vector: null, problem, embedded_at: new Date() };
    await db
      .insertInto('sparklio.asset_vectors')
      .values({ asset_id: id, brand_id: brandId as never, ...row })
      .onConflict((conflict) => conflict.column('asset_id').doUpdateSet(row))
      .execute();
  }

  return async (job: AssetJob, signal: AbortSignal): Promise<void> => {
    const asset = await db
      .selectFrom('sparklio.assets')
      .select(['asset_id', 'brand_id', 'preview_key'])
      .where('asset_id', '=', job.assetId as AssetId)
      .executeTakeFirst();
    if (asset === undefined || asset.preview_key === null) return;
    try {
      const url = store.presignGet({ bucket: store.buckets.assets, key: asset.preview_key }, urlSeconds);
      await save(asset.asset_id, await embedder.embedImage({ kind: 'url', url }, signal));
    } catch (error) {
      const final = job.isLastAttempt || (error instanceof MediaError && !error.retry);
      if (!final || signal.aborted) throw error;
      await giveUp(asset.asset_id, asset.brand_id, error instanceof MediaError ? error.code : 'internal');
    }
    onEmbedded(asset.asset_id);
  };
}
