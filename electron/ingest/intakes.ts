import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Upload } from './upload.ts';

/** What became of a file that was handed in under an id. */
export interface SettledIntake {
  readonly outcome: 'published' | 'duplicate';
  readonly assetId: AssetId;
}

/** Ids in one statement. */
const chunk = 1000;

/** Those of the ids that are settled, with what became of them. */
export async function findSettled(
  db: SparklioDb,
  ids: readonly string[],
): Promise<Map<string, SettledIntake>> {
  const settled = new Map<string, SettledIntake>();
  for (let at = 0; at < ids.length; at += chunk) {
    const rows = await db
      .selectFrom('sparklio.intakes')
      .select(['id', 'asset_id', 'outcome'])
      .where('id', 'in', ids.slice(at, at + chunk))
      .execute();
    for (const { id, asset_id: assetId, outcome } of rows) settled.set(id, { outcome, assetId });
  }
  return settled;
}

type Claimed = Pick<Upload, 'intakeId' | 'assetId' | 'replaces'>;

/** The asset that the file becomes, or whose new version. */
const assetOf = ({ assetId, replaces }: Claimed): AssetId | null => replaces ?? assetId;

/** The file was published already, by an earlier attempt or by another desktop, as another asset. */
export class SettledIntakeError extends Error {
  override readonly name = 'SettledIntakeError';
}

/**
 * Settles the ids of what is being published, in its transaction. One that only told of a duplicate may still be
 * published; one that is another asset's throws `SettledIntakeError`.
 */
export async function settlePublished(db: SparklioDb, uploads: readonly Claimed[]): Promise<void> {
  const claims = uploads.flatMap((upload) => {
    const { intakeId: id } = upload;
    const asset_id = assetOf(upload);
    return id === null || asset_id === null ? [] : [{ id, asset_id, outcome: 'published' as const }];
  });
  if (claims.length === 0) return;
  await sql`
    insert into sparklio.intakes (id, asset_id, outcome)
    select * from unnest(${claims.map(({ id }) => id)}::text[], ${claims.map((one) => one.asset_id)}::uuid[],
      ${claims.map(({ outcome }) => outcome)}::text[])
    on conflict (id) do update set asset_id = excluded.asset_id, outcome = excluded.outcome, settled_at = now()
      where intakes.outcome = 'duplicate'`.execute(db);
  const settled = await findSettled(
    db,
    claims.map(({ id }) => id),
  );
  if (claims.some(({ id, asset_id }) => settled.get(id)?.assetId !== asset_id)) {
    throw new SettledIntakeError('The file was handed in and published before');
  }
}

/** The brand has the bytes already, and the file was meant to be skipped then. */
export async function settleDuplicate(db: SparklioDb, intakeId: string, existing: AssetId): Promise<void> {
  await db
    .insertInto('sparklio.intakes')
    .values({ id: intakeId, asset_id: existing, outcome: 'duplicate' })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** The asset that a file was published as before, which an attempt under `assetId` would double; null for none. */
export async function publishedBefore(db: SparklioDb, upload: Claimed & Pick<Upload, 'keepDuplicate'>) {
  if (upload.intakeId === null) return null;
  const settled = (await findSettled(db, [upload.intakeId])).get(upload.intakeId);
  if (settled === undefined || settled.assetId === assetOf(upload)) return null;
  return settled.outcome === 'duplicate' && upload.keepDuplicate ? null : settled.assetId;
}
