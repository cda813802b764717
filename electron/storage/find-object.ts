import { AppError } from '../errors.ts';
import { spellingsOf } from './keys.ts';
import type { ObjectHead, ObjectRef, ObjectStore } from './port.ts';

export interface FoundObject {
  readonly ref: ObjectRef;
  readonly head: ObjectHead;
}

/**
 * Where an object lies and what it is: where its row says, or where its writer meant. Null when it is certain that it
 * is nowhere; rejects when the store can't tell.
 */
export async function findObject(
  store: Pick<ObjectStore, 'head' | 'buckets'>,
  ref: ObjectRef,
): Promise<FoundObject | null> {
  for (const candidate of spellingsOf(ref, store.buckets.assets)) {
    try {
      const head = await store.head(candidate);
      if (head !== null) return { ref: candidate, head };
    } catch (error) {
      // What looked like a bucket may be one that is closed to the library's key.
      if (!(error instanceof AppError && error.code === 'permission_denied') || candidate === ref)
        throw error;
    }
  }
  return null;
}
