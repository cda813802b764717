import { sql } from 'kysely';
import { z } from 'zod';
import type { CallOutput } from '../../shared/contract/index.ts';
import { listAssetIds } from './bundles.ts';
import type { LibraryEnd } from './end.ts';

const chunkSize = 5000;
const totals = z.tuple([
  z.object({ assets: z.number(), bytes: z.number(), trashed: z.number(), brands: z.number() }),
]);
const counted = z.array(z.object({ present: z.number() }));

/** What a move would copy. Bytes are those of originals. `present`: assets that are at the destination by their id. */
export async function previewMove(
  source: LibraryEnd,
  destination: LibraryEnd,
): Promise<CallOutput<'relocation.preview'>> {
  const { rows } = await sql`
    select count(*)::int as assets, coalesce(sum(file_size), 0)::bigint as bytes,
      count(*) filter (where coalesce(status::text, 'active') = 'deleted' or deleted_at is not null)::int as trashed,
      (select count(*)::int from public.brands) as brands
    from public.generated_assets`.execute(source.db);
  const [total] = totals.parse(rows);
  let present = 0;
  const ids = await listAssetIds(source.db);
  for (let at = 0; at < ids.length; at += chunkSize) {
    const found = await sql`
      select count(*)::int as present from public.generated_assets
      where id = any(${ids.slice(at, at + chunkSize)}::uuid[])`.execute(destination.db);
    present += counted.parse(found.rows)[0]?.present ?? 0;
  }
  return { ...total, present, freeBytes: await destination.freeBytes() };
}
