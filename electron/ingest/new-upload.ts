import { randomUUID } from 'node:crypto';
import { type AssetId, type ProjectId, uploadIdSchema } from '../../shared/domain/ids.ts';
import { withoutHidden } from '../../shared/domain/visible-text.ts';
import { byHand, type UploadOrigin } from './origin.ts';
import type { FoundFile, Refused } from './scan.ts';
import type { Target } from './target.ts';
import { cleanName, type OnConflict, type OnDuplicate, type Upload } from './upload.ts';

/**
 * The moments at which the files of one drop count as added, each a millisecond after the one before: a list by
 * date keeps the order of the drop, and what is still on its way stands in front of what has arrived.
 */
export function dropTimes(start: Date): () => Date {
  let index = -1;
  return () => {
    index += 1;
    return new Date(start.getTime() + index);
  };
}

/** One whose bytes only the window has as yet; they become a spooled file of that name. */
export function arrivingUpload(options: {
  name: string;
  size: number;
  batchId: Upload['batchId'];
  target: Pick<Target, 'brandId' | 'projectId' | 'tags'>;
  keepDuplicate: boolean;
  onDuplicate: OnDuplicate;
  addedAt: Date;
}): Upload {
  const { name, size, target } = options;
  const found: FoundFile = { kind: 'file', path: '', name, folder: '', root: null, dropped: 0, size };
  const upload = newUpload({ ...options, found, projectId: target.projectId, spooled: true });
  return { ...upload, path: null, state: 'receiving' };
}

/** An upload at its very beginning: queued, or failed for good when the scan refused it. */
export function newUpload(options: {
  found: FoundFile | Refused;
  batchId: Upload['batchId'];
  target: Pick<Target, 'brandId' | 'tags'>;
  projectId: ProjectId | null;
  keepDuplicate: boolean;
  onDuplicate?: OnDuplicate;
  onConflict?: OnConflict;
  addedAt: Date;
  spooled?: boolean;
  origin?: UploadOrigin;
  intakeId?: string;
  replaces?: AssetId;
}): Upload {
  const { found, batchId, target, projectId, keepDuplicate } = options;
  const refused = found.kind === 'refused';
  return {
    id: uploadIdSchema.parse(randomUUID()),
    batchId,
    path: found.path,
    spooled: options.spooled ?? false,
    name: cleanName(found.name),
    folder: withoutHidden(found.folder),
    size: refused ? 0 : found.size,
    brandId: target.brandId,
    projectId,
    tags: target.tags,
    origin: options.origin ?? byHand,
    intakeId: options.intakeId ?? null,
    replaces: options.replaces ?? null,
    createdAt: options.addedAt,
    state: refused ? 'failed' : 'queued',
    sentBytes: 0,
    identity: null,
    assetId: null,
    ref: null,
    multipartId: null,
    keepDuplicate,
    onDuplicate: options.onDuplicate ?? 'skip',
    onConflict: options.onConflict ?? 'keep',
    held: false,
    error: refused ? { code: found.code, details: {}, retry: false } : null,
    abort: new AbortController(),
  };
}
