import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { AssetJob, JobQueue } from '../jobs/queue.ts';
import { MediaError } from '../media/errors.ts';
import { isForGood } from '../media/retry.ts';
import type { ObjectStore } from '../storage/port.ts';
import { EmbedderAway } from './embedders/available.ts';
import type { ImageSource } from './embedders/port.ts';
import type { LibraryEmbedding } from './embedding/library-embedding.ts';
import { OtherInAppModel } from './embedding/open-model.ts';
import { saveProblem, saveVector } from './embedding/vectors-table.ts';

export interface EmbedParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly jobs: Pick<JobQueue, 'postpone'>;
  readonly embedding: LibraryEmbedding;
  /** Whether other programs get the vectors too: the shared column is there, with room for them. */
  readonly share: boolean;
}

const urlSeconds = 3600;

/**
 * Gives one asset its vector, made from its preview. While the embedder is away the job goes back to the queue as it
 * was: that is no attempt of the picture's.
 */
export function createEmbedJob({ db, store, jobs, embedding, share }: EmbedParts) {
  async function make(assetId: AssetId, source: ImageSource, signal: AbortSignal): Promise<void> {
    const { writer } = embedding;
    if (writer === null) throw new EmbedderAway('internal');
    try {
      const vector = await writer.embedImage(source, signal);
      await saveVector(db, { assetId, model: writer.model, vector, share });
    } catch (error) {
      if (!(error instanceof OtherInAppModel)) throw error;
      // The app's own model that runs here is another one than the library's.
      if (!(await embedding.follow(error.model, error.vector.length))) throw error;
      await saveVector(db, { assetId, model: error.model, vector: error.vector, share });
    }
  }

  /** While another model's vectors are being made, a new picture gets one of the searched model too, if that can be had. */
  async function makeSearchable(assetId: AssetId, source: ImageSource, signal: AbortSignal): Promise<void> {
    const { searchWriter } = embedding;
    if (searchWriter === null || searchWriter.problem !== null) return;
    const present = await db
      .selectFrom('sparklio.asset_vectors')
      .select('asset_id')
      .where('asset_id', '=', assetId)
      .where('model', '=', searchWriter.model)
      .executeTakeFirst();
    if (present !== undefined) return;
    try {
      const vector = await searchWriter.embedImage(source, signal);
      await saveVector(db, { assetId, model: searchWriter.model, vector, share: false });
    } catch (error) {
      signal.throwIfAborted();
      // It will be found when the new vectors are complete.
      if (!(error instanceof EmbedderAway || isBlame(error))) throw error;
    }
  }

  return async (job: AssetJob, signal: AbortSignal): Promise<void> => {
    const asset = await db
      .selectFrom('sparklio.assets')
      .select(['asset_id', 'preview_key'])
      .where('asset_id', '=', job.assetId as AssetId)
      .executeTakeFirst();
    if (asset === undefined || asset.preview_key === null) return;
    const assetId = asset.asset_id;
    const model = embedding.model;
    const url = store.presignGet({ bucket: store.buckets.assets, key: asset.preview_key }, urlSeconds);
    const source: ImageSource = { kind: 'url', url };
    try {
      await make(assetId, source, signal);
      await makeSearchable(assetId, source, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof EmbedderAway) {
        await jobs.postpone('embed', job.id);
        return;
      }
      if (!job.isLastAttempt && !(isBlame(error) && isForGood(error, job.lastFailure))) throw error;
      await saveProblem(db, assetId, model, isBlame(error) ? error.code : 'internal');
    }
    embedding.progressed();
  };
}

/** A failure that says something about the picture, or the way to it. */
function isBlame(error: unknown): error is MediaError | AppError {
  return error instanceof MediaError || error instanceof AppError;
}
