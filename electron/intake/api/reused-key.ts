import { hashFile } from '../../media/hash.ts';
import type { OpenIntakeLibrary } from '../taker.ts';
import { ApiError } from './errors.ts';

/** A file is read only where its key was used before, by whoever waits for the answer. */
const hashOf = async (path: string): Promise<string | null> =>
  await hashFile(path, new AbortController().signal).then(
    ({ sha256 }) => sha256,
    () => null,
  );

/**
 * Refuses another file under a key that one was handed in with: it would be answered with that one's asset, and nobody
 * would have it. Throws 422.
 *
 * @param path of the file that is handed in
 */
export async function refuseReusedKey(
  { library }: OpenIntakeLibrary,
  { intakeId, path }: { readonly intakeId: string; readonly path: string },
): Promise<void> {
  const { records, board } = library;
  const settled = await records.settled(intakeId);
  const before = settled === null ? (board.intake(intakeId)?.path ?? null) : null;
  if (settled === null && (before === null || before === path)) return;
  const sha256 = await hashOf(path);
  const known = settled === null ? [await hashOf(before ?? '')] : await records.checksums(settled.assetId);
  // Of a file that is not there any more nothing can be told.
  if (sha256 === null || known.length === 0 || known.includes(null) || known.includes(sha256)) return;
  throw new ApiError(422, 'idempotency_key_reused', 'Another file was handed in under this key', {
    field: 'Idempotency-Key',
  });
}
