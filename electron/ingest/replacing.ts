import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type AssetId,
  type BatchId,
  type BrandId,
  batchIdSchema,
  type ProjectId,
} from '../../shared/domain/ids.ts';
import { AppError } from '../errors.ts';
import type { UploadBoard } from './board.ts';
import { fileErrorCode } from './file-errors.ts';
import { newUpload } from './new-upload.ts';
import { canRetry, type Upload } from './upload.ts';

/** A file that is to become the new version of an asset, and where the asset is. */
export interface Replacement {
  readonly assetId: AssetId;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly path: string;
}

interface ReplacingParts {
  readonly board: UploadBoard;
  /** Journals, shows and queues. Rejects when `signal` aborts. */
  readonly accept: (title: string, uploads: readonly Upload[], signal: AbortSignal) => Promise<void>;
}

/**
 * Begins the upload of a file as the new version of an asset, in a group of its own. Throws `file_missing`,
 * `file_unreadable`, `file_empty` or `not_a_file` where there is nothing to take.
 */
export async function beginReplacement(
  { board, accept }: ReplacingParts,
  { assetId, brandId, projectId, path }: Replacement,
): Promise<BatchId> {
  const size = await sizeOf(path);
  const id = batchIdSchema.parse(randomUUID());
  const name = basename(path);
  const createdAt = new Date();
  const upload = newUpload({
    found: { kind: 'file', path, name, folder: '', root: null, dropped: 0, size },
    batchId: id,
    target: { brandId, tags: [] },
    projectId,
    keepDuplicate: false,
    addedAt: createdAt,
    replaces: assetId,
  });
  const signal = board.openBatch({ id, createdAt, title: upload.name, brandId, projectId });
  try {
    await accept(upload.name, [upload], signal);
  } catch (error) {
    // Nothing was journaled, so there is nothing that could be tried again from the tray.
    if (board.has(id)) board.remove(id);
    throw error;
  }
  if (board.has(id)) board.endScan(id);
  return id;
}

async function sizeOf(path: string): Promise<number> {
  const facts = await stat(path).catch((error: unknown) => {
    const code = fileErrorCode(error);
    throw new AppError(code, 'The file can not be read', {}, canRetry(code), error);
  });
  if (!facts.isFile()) throw new AppError('not_a_file', 'A version is one file');
  if (facts.size === 0) throw new AppError('file_empty', 'The file is empty');
  return facts.size;
}
