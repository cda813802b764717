import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { UploadBoard } from '../ingest/board.ts';
import type { Upload } from '../ingest/upload.ts';
import type { Publish } from '../ipc/publish.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { MediaClient } from '../media/client.ts';
import { createRenderJob, type LocalFile } from '../media/render-job.ts';
import { createEmbedJob } from '../similarity/embed-job.ts';
import type { LibraryEmbedding } from '../similarity/embedding/library-embedding.ts';
import { sharedColumnFits } from '../similarity/embedding/vectors-table.ts';
import type { LocateObject } from '../storage/locate.ts';
import type { ObjectStore } from '../storage/port.ts';
import { type Background, type BackgroundOptions, createBackground, noBackground } from './background.ts';
import type { Changes } from './changes.ts';

interface BackgroundParts
  extends Pick<BackgroundOptions, 'publish' | 'availability' | 'isShared' | 'summary' | 'onStir'> {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: MediaClient;
  /** Null where the library can only be read: then nothing is made. */
  readonly jobs: JobQueue | null;
  readonly board: UploadBoard;
  readonly publish: Publish;
  readonly locate: LocateObject;
  readonly changes: Changes;
  readonly embedding: LibraryEmbedding;
}

/** Renditions, facts and vectors: made in the background, out of the local file of what has just come in. */
export async function composeBackground(parts: BackgroundParts): Promise<{
  readonly background: Background;
  readonly onPublished: (upload: Upload) => void;
}> {
  const { db, store, media, jobs, board, locate, changes, embedding, availability } = parts;
  const localFiles = new Map<AssetId, LocalFile>();
  const background: Background =
    jobs === null
      ? noBackground
      : createBackground({
          ...parts,
          jobs,
          render: createRenderJob({
            db,
            store,
            media,
            jobs,
            locate,
            isAway: (error) => availability.isAway(error),
            localFile: (id) => localFiles.get(id) ?? null,
            onRendered: (id, reshaped) => {
              localFiles.delete(id);
              board.processed(id);
              changes.details(id);
              if (reshaped) changes.assets();
              background.notify('embed');
            },
          }),
          embed: createEmbedJob({ db, store, jobs, embedding, share: await sharedColumnFits(db) }),
        });

  function onPublished(upload: Upload): void {
    const { assetId, path, identity, spooled, ref } = upload;
    if (assetId !== null && ref === null) board.processed(assetId);
    if (assetId !== null && path !== null && identity !== null && !spooled && ref !== null) {
      localFiles.set(assetId, { path, key: ref.key, size: identity.size, mtimeMs: identity.mtimeMs });
    }
    changes.assets();
    background.notify('render');
  }

  return { background, onPublished };
}
