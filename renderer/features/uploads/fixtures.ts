import { batchIdSchema, brandIdSchema, projectIdSchema, uploadIdSchema } from '@shared/domain/ids.ts';
import type { UploadBatch, UploadFile } from '@shared/domain/upload.ts';

const uuid = (group: string, number: number): string =>
  `${group}-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Ids that tests can tell apart by number. */
export const brandId = (number: number) => brandIdSchema.parse(uuid('b0000000', number));
export const projectId = (number: number) => projectIdSchema.parse(uuid('c0000000', number));
export const batchId = (number: number) => batchIdSchema.parse(uuid('d0000000', number));
export const uploadId = (number: number) => uploadIdSchema.parse(uuid('e0000000', number));

export function uploadBatch(number: number, facts: Partial<UploadBatch> = {}): UploadBatch {
  return {
    id: batchId(number),
    createdAt: new Date(Date.UTC(2026, 10, 20, 0, number)).toISOString(),
    title: `batch ${number}`,
    phase: 'running',
    brandId: brandId(1),
    projectId: null,
    total: 10,
    receiving: 0,
    published: 0,
    versions: 0,
    duplicates: 0,
    undecided: 0,
    conflicts: 0,
    openConflicts: 0,
    paused: false,
    failed: 0,
    retryable: 0,
    cancelled: 0,
    totalBytes: 1000,
    sentBytes: 0,
    processing: 0,
    ...facts,
  };
}

export function uploadFile(number: number, facts: Partial<UploadFile> = {}): UploadFile {
  return {
    id: uploadId(number),
    batchId: batchId(1),
    name: `${number}.png`,
    folder: '',
    type: 'image',
    size: 100,
    sentBytes: 0,
    state: 'queued',
    brandId: brandId(1),
    projectId: null,
    assetId: null,
    duplicate: null,
    conflict: null,
    isLocal: true,
    error: null,
    ...facts,
  };
}
