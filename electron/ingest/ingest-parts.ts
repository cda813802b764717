import type { AssetId, BrandId, ProjectId } from '../../shared/domain/ids.ts';
import type { ConflictPolicy, DuplicatePolicy } from '../../shared/domain/upload.ts';
import type { Availability } from '../connection/health/availability.ts';
import type { MediaClient } from '../media/client.ts';
import type { UploadBoard } from './board.ts';
import type { Journal } from './journal.ts';
import type { Linking } from './link.ts';
import type { Pauses } from './pauses.ts';
import type { PendingDrops } from './pending-drops.ts';
import type { Pipeline } from './pipeline.ts';
import type { Remains } from './remains.ts';
import type { Spool } from './spool.ts';
import type { ResolveTarget, Target } from './target.ts';
import type { Upload } from './upload.ts';
import type { UploadHistory } from './upload-history.ts';

export interface IngestParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly remains: Remains;
  readonly spool: Spool;
  readonly resolveTarget: ResolveTarget;
  readonly availability: Availability;
  /** Keeps drops that are made while the database is away. */
  readonly pending: PendingDrops;
  readonly history: UploadHistory;
  readonly pauses: Pauses;
  readonly media: Pick<MediaClient, 'thumbnail'>;
  /** As in the pipeline: puts what drops say of files on the assets (their `assetId`) that are there. */
  readonly link: (files: readonly Linking[]) => Promise<void>;
  /** False where the library can only be read. */
  readonly canWrite: boolean;
  /** What to do with duplicates where a drop does not say. */
  readonly defaultDuplicates: () => DuplicatePolicy;
  /** What to do with files whose names assets of their place have, where a drop does not say. */
  readonly defaultConflicts: () => ConflictPolicy;
  /** Those of the assets that are there and not in the trash. */
  readonly stillThere: (ids: readonly AssetId[]) => Promise<ReadonlySet<AssetId>>;
}

/** What the parts of ingest share while a library is open. */
export interface IngestRun {
  /** Ends with the session. */
  readonly closing: AbortSignal;
  enqueue(upload: Upload): void;
}

/** A file that goes to a place of its own, whatever the rest of its batch does. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
}

export function openBatch(
  board: UploadBoard,
  drop: {
    readonly batchId: Upload['batchId'];
    readonly title: string;
    readonly target: Pick<Target, 'brandId' | 'projectId'>;
    readonly createdAt: Date;
  },
): AbortSignal {
  const { batchId: id, title, createdAt } = drop;
  const { brandId, projectId } = drop.target;
  return board.openBatch({ id, createdAt, title, brandId, projectId });
}
