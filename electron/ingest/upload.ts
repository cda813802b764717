import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { AssetType } from '../../shared/domain/asset.ts';
import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { UploadFile, UploadState } from '../../shared/domain/upload.ts';
import { AppError } from '../errors.ts';
import { MediaError } from '../media/errors.ts';
import type { ObjectRef } from '../storage/port.ts';
import { fileErrorCode } from './file-errors.ts';

/** What is known of a file once it was read: the identity that dedupe and verification rest on. */
export interface FileIdentity {
  readonly sha256: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly type: AssetType;
  readonly mime: string;
  readonly ext: string;
  /** Pixels as displayed, where the file's header tells. */
  readonly dimensions: { readonly width: number; readonly height: number } | null;
}

/** One file on its way into the library, as the main process follows it. */
export interface Upload {
  readonly id: UploadId;
  readonly batchId: BatchId;
  /** Null while only the renderer has the bytes. */
  path: string | null;
  /** Whether `path` is our own spooled copy, to be removed at the end. */
  readonly spooled: boolean;
  readonly name: string;
  readonly folder: string;
  size: number;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  state: UploadState;
  sentBytes: number;
  identity: FileIdentity | null;
  assetId: AssetId | null;
  ref: ObjectRef | null;
  multipartId: string | null;
  keepDuplicate: boolean;
  error: UploadFile['error'];
  abort: AbortController;
}

export const finalStates = ['published', 'duplicate', 'failed', 'cancelled'] as const;

export function isFinal(state: UploadState): boolean {
  return finalStates.some((final) => final === state);
}

/** How an upload may go on; anything else is a bug and throws. */
const steps: Readonly<Record<UploadState, readonly UploadState[]>> = {
  queued: ['hashing', 'failed', 'cancelled'],
  hashing: ['transferring', 'duplicate', 'queued', 'failed', 'cancelled'],
  transferring: ['verifying', 'queued', 'failed', 'cancelled'],
  verifying: ['published', 'queued', 'failed', 'cancelled'],
  published: [],
  duplicate: ['queued'],
  failed: ['queued', 'cancelled'],
  cancelled: ['queued'],
};

export function canStep(from: UploadState, to: UploadState): boolean {
  return steps[from].includes(to);
}

/** Any failure on the way in the app's words. */
export function uploadError(error: unknown): { code: ErrorCode; retry: boolean } {
  if (error instanceof AppError || error instanceof MediaError)
    return { code: error.code, retry: error.retry };
  if (error instanceof Error && 'syscall' in error) {
    const code = fileErrorCode(error);
    return { code, retry: code !== 'not_a_file' };
  }
  return { code: 'internal', retry: true };
}

/** A file name as it is kept: composed Unicode, no path, no control characters, no broken surrogates. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  return clean === '' || clean === '.' || clean === '..' ? 'untitled' : clean;
}

export function toUploadFile(upload: Upload): UploadFile {
  return {
    id: upload.id,
    batchId: upload.batchId,
    name: upload.name,
    folder: upload.folder,
    type: upload.identity?.type ?? null,
    size: upload.size,
    sentBytes: upload.sentBytes,
    state: upload.state,
    brandId: upload.brandId,
    projectId: upload.projectId,
    assetId: upload.assetId,
    error: upload.error,
  };
}
