export { type BucketFindings, createBuckets, inspectBuckets } from './buckets.ts';
export { checkDatabase } from './database.ts';
export { checkEmbedding } from './embedding.ts';
export { checkStorage } from './storage.ts';
