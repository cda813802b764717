import { extname } from 'node:path';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import type { AssetType } from '../../shared/domain/asset.ts';
import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { ConflictPolicy, DuplicatePolicy, UploadFile, UploadState } from '../../shared/domain/upload.ts';
import { plainText } from '../../shared/domain/visible-text.ts';
import { isConnectionTrouble } from '../connection/health/trouble.ts';
import { AppError } from '../errors.ts';
import { MediaError } from '../media/errors.ts';
import type { ObjectRef } from '../storage/port.ts';
import { fileErrorCode, isFileError } from './file-errors.ts';
import type { UploadOrigin } from './origin.ts';

/** What is known of a file that was looked at. */
export interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
  readonly type: AssetType;
  readonly mime: string;
  readonly ext: string;
  /** Pixels as displayed, where the file's header tells. */
  readonly dimensions: { readonly width: number; readonly height: number } | null;
  /** Lower-case hex; null while it is not known, because the file is hashed while it is sent. */
  readonly sha256: string | null;
}

/** What is known of a file once it was read: the identity that dedupe and verification rest on. */
export interface FileIdentity extends FileFacts {
  readonly sha256: string;
}

/** What becomes of a file whose bytes the brand has, where both are not to be kept. */
export type OnDuplicate = Exclude<DuplicatePolicy, 'keep'>;

export function duplicateRules(policy: DuplicatePolicy): {
  readonly keepDuplicate: boolean;
  readonly onDuplicate: OnDuplicate;
} {
  return policy === 'keep'
    ? { keepDuplicate: true, onDuplicate: 'skip' }
    : { keepDuplicate: false, onDuplicate: policy };
}

/** What becomes of a file whose name an asset of its place has. */
export type OnConflict = ConflictPolicy | 'skip';

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
  readonly origin: UploadOrigin;
  /** The id under which a program handed the file in; taken once, however often it is handed in. */
  readonly intakeId: string | null;
  /** The asset whose new version the file is to become. Until it is, `assetId` is an id of the file's own. */
  replaces: AssetId | null;
  readonly createdAt: Date;
  state: UploadState;
  sentBytes: number;
  identity: FileFacts | null;
  assetId: AssetId | null;
  ref: ObjectRef | null;
  multipartId: string | null;
  keepDuplicate: boolean;
  /** What becomes of it when the brand has its bytes and both are not to be kept; `ask` while that is open. */
  onDuplicate: OnDuplicate;
  /** What becomes of it when an asset of its place has its name; `ask` while that is open. */
  onConflict: OnConflict;
  /** Stopped by the person to go on later: where its signal is aborted, it waits again instead of ending. */
  held: boolean;
  error: UploadFile['error'];
  abort: AbortController;
}

export const finalStates = ['published', 'duplicate', 'conflict', 'failed', 'cancelled'] as const;

export function isFinal(state: UploadState): boolean {
  return finalStates.some((final) => final === state);
}

/** How an upload may go on; anything else is a bug and throws. */
const steps: Readonly<Record<UploadState, readonly UploadState[]>> = {
  receiving: ['queued', 'failed', 'cancelled'],
  queued: ['hashing', 'failed', 'cancelled'],
  hashing: ['transferring', 'duplicate', 'conflict', 'queued', 'failed', 'cancelled'],
  transferring: ['verifying', 'duplicate', 'queued', 'failed', 'cancelled'],
  verifying: ['published', 'queued', 'failed', 'cancelled'],
  published: [],
  duplicate: ['queued'],
  conflict: ['queued'],
  failed: ['queued', 'cancelled'],
  cancelled: ['queued'],
};

export function canStep(from: UploadState, to: UploadState): boolean {
  return steps[from].includes(to);
}

/** Any failure on the way in the app's words. */
export function uploadError(error: unknown): { code: ErrorCode; retry: boolean } {
  const code = errorCode(error);
  return { code, retry: canRetry(code) };
}

function errorCode(error: unknown): ErrorCode {
  if (error instanceof AppError || error instanceof MediaError) return error.code;
  if (!(error instanceof Error)) return 'internal';
  if ('syscall' in error)
    return 'path' in error || isFileError(error) ? fileErrorCode(error) : 'service_unavailable';
  const known = sqlStates.get('code' in error ? error.code : undefined);
  return known ?? (isConnectionTrouble(error) ? 'service_unavailable' : 'internal');
}

/** SQLSTATE of failures that are no bug of ours: disk_full, and the server going away. */
const sqlStates = new Map<unknown, ErrorCode>([
  ['53100', 'disk_full'],
  ['57P01', 'service_unavailable'],
  ['57P02', 'service_unavailable'],
  ['57P03', 'service_unavailable'],
]);

/** What the same file will meet again, however often it is tried. */
const lasting = new Set<ErrorCode>([
  'file_empty',
  'not_a_file',
  'folder_loop',
  'broken_link',
  'permission_denied',
  'not_found',
]);

/** Whether trying again makes sense; a missing file may be on a disk that is only unplugged. */
export function canRetry(code: ErrorCode): boolean {
  return !lasting.has(code);
}

/** Characters that `original_name` holds. */
const nameLimit = 255;

/** A file name as it is kept: composed Unicode, no path, nothing hidden, no control characters, no broken surrogates, not too long. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = plainText(last.toWellFormed().replace(/\p{Cc}/gu, ''));
  return clean === '' || clean === '.' || clean === '..' ? 'untitled' : shortened(clean);
}

function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= nameLimit) return name;
  const extension = extname(name).slice(0, 16);
  return characters.slice(0, nameLimit - [...extension].length).join('') + extension;
}

const decided = { ask: 'undecided', skip: 'skipped', link: 'linked' } as const;

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
    ...(upload.replaces !== null && { replaces: upload.replaces }),
    duplicate: upload.state === 'duplicate' ? decided[upload.onDuplicate] : null,
    conflict: upload.state !== 'conflict' ? null : upload.onConflict === 'ask' ? 'undecided' : 'skipped',
    isLocal: upload.path !== null && !upload.spooled,
    error: upload.error,
  };
}
