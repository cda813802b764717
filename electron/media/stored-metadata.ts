import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { MediaOutput } from './protocol.ts';
import { toProvenance } from './provenance/provenance.ts';

interface HandedIn {
  readonly source: string | null;
  readonly sourceMetadata: unknown;
}

/** `asset_details.metadata`: what the file says, and how the asset was made in the words that search and filters know. */
export function storedMetadata(facts: MediaOutput<'render'>, { source, sourceMetadata }: HandedIn): object {
  const { metadata, generation, c2pa, raw } = facts;
  const digitalSourceType = metadata?.digitalSourceType;
  const provenance = toProvenance({ generation, digitalSourceType, c2pa, source, sourceMetadata });
  return {
    ...metadata,
    ...(generation === undefined ? {} : { generation }),
    ...(provenance === null ? {} : { provenance }),
    ...(raw === undefined ? {} : { raw }),
  };
}

/** The same of an asset that has no file to read, such as a text in the database. */
export async function saveHandedIn(db: SparklioDb, id: AssetId): Promise<void> {
  const row = await db
    .selectFrom('public.generated_assets')
    .select(['source', 'source_metadata'])
    .where('id', '=', id)
    .executeTakeFirst();
  const provenance =
    row === undefined ? null : toProvenance({ source: row.source, sourceMetadata: row.source_metadata });
  if (provenance === null) return;
  const metadata = JSON.stringify({ provenance });
  await db
    .insertInto('sparklio.asset_details')
    .values({ asset_id: id, metadata })
    .onConflict((conflict) => conflict.column('asset_id').doUpdateSet({ metadata }))
    .execute();
}
