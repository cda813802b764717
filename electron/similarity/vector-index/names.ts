import { createHash } from 'node:crypto';

const prefix = 'asset_vectors_near';

/** What the names of a model's indexes begin with; models are called anything, indexes have 63 bytes. */
export function indexNamePrefix(model: string): string {
  return `${prefix}_${createHash('sha256').update(model).digest('hex').slice(0, 10)}_`;
}

/** A name that no index has yet: a new one is built beside the old. */
export function freshIndexName(model: string, now: Date): string {
  return `${indexNamePrefix(model)}${now.getTime().toString(36)}`;
}

export const ownIndexPattern = `${prefix}\\_%`;
