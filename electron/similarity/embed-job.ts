import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { AssetJob } from '../jobs/queue.ts';
import { MediaError } from '../media/errors.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { Embedder } from './embedders/port.ts';
import { saveProblem, saveVector } from './embedding/vectors-table.ts';

export interface EmbedParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly embedder: Embedder;
  readonly onEmbedded: (id: AssetId) => void;
}

const urlSeconds = 3600;

/** Gives one asset its vector, made from its preview: compact for searching here, padded for every other program. */
export function createEmbedJob({ db, store, embedder, onEmbedded }: EmbedParts) {
  return async (job: AssetJob, signal: AbortSignal): Promise<void> => {
    const asset = await db
      .selectFrom('sparklio.assets')
      .select(['asset_id', 'preview_key'])
      .where('asset_id', '=', job.assetId as AssetId)
      .executeTakeFirst();
    if (asset === undefined || asset.preview_key === null) return;
    const assetId = asset.asset_id;
    try {
      const url = store.presignGet({ bucket: store.buckets.assets, key: asset.preview_key }, urlSeconds);
      const vector = await embedder.embedImage({ kind: 'url', url }, signal);
      await saveVector(db, { assetId, model: embedder.model, vector, share: true });
    } catch (error) {
      const blamed = error instanceof MediaError || error instanceof AppError;
      const final = job.isLastAttempt || (blamed && !error.retry);
      if (!final || signal.aborted) throw error;
      await saveProblem(db, assetId, embedder.model, blamed ? error.code : 'internal');
    }
    onEmbedded(assetId);
  };
}
