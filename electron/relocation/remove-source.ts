import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { listAssetIds } from './bundles.ts';
import type { Ends } from './ends.ts';
import type { RelocationJournal } from './journal.ts';
import { Move } from './mover.ts';
import { MoveProgress } from './progress.ts';
import { removeAssets } from './remove-assets.ts';

import { findUnmoved } from './verify.ts';

const chunkSize = 200;

interface RemoveSource {
  readonly ends: Ends;
  readonly journal: RelocationJournal;
  /** Opens the destination in the window, so that nobody works in the source any more. */
  readonly openDestination: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Empties the library that was moved, after bringing what changed since to the destination and looking there once more
 * for every asset. Killed in the middle it can be asked for again: what is gone went by tombstones. Gives the bytes of the
 * originals that were removed. Throws `verify_failed`, having removed nothing.
 */
export async function removeSource({
  ends,
  journal,
  openDestination,
  signal,
}: RemoveSource): Promise<number> {
  await catchUp(ends, journal, signal);
  await openDestination();
  // Between the two somebody may still have worked in it.
  await catchUp(ends, journal, signal);
  const { source } = ends;
  await refuseUnfinishedUploads(ends);
  if ((await findUnmoved({ ...ends, journal })).length > 0) throw unverified();
  signal.throwIfAborted();

  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(file_size), 0)::bigint as bytes from public.generated_assets`.execute(source.db);
  const ids = await listAssetIds(source.db);
  for (let at = 0; at < ids.length; at += chunkSize)
    await removeAssets(source, ids.slice(at, at + chunkSize));
  await source.db.transaction().execute(async (trx) => {
    const empty = sql`not exists (select from public.generated_assets)`;
    await sql`delete from sparklio.brands where ${empty}`.execute(trx);
    await sql`delete from public.projects where ${empty}`.execute(trx);
    await sql`delete from public.brands where ${empty}`.execute(trx);
  });
  return rows[0]?.bytes ?? 0;
}

async function catchUp(ends: Ends, journal: RelocationJournal, signal: AbortSignal): Promise<void> {
  const { rows } = await sql`select 1 from public.generated_assets limit 1`.execute(ends.source.db);
  // Emptied before, up to what a crash left.
  if (rows.length > 0) {
    await Move.run({
      ...ends,
      journal,
      progress: new MoveProgress(),
      signal,
      followRemovals: false,
      onPhase: () => undefined,
      onStep: () => undefined,
    });
  }
  if (journal.problems.size > 0) throw unverified();
}

async function refuseUnfinishedUploads({ source }: Ends): Promise<void> {
  const { rows } = await sql`
    select 1 from sparklio.uploads where state not in ('failed', 'cancelled')
    union all select 1 from sparklio.scans limit 1`.execute(source.db);
  if (rows.length > 0) throw unverified();
}

function unverified(): AppError {
  return new AppError('verify_failed', 'Not everything of the source is at the destination');
}
