import { sql } from 'kysely';
import type { AssetId, BrandId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { Together } from './together.ts';

/** Questions of one statement. */
const most = 100;

interface Question {
  readonly brandId: BrandId;
  readonly sha256: string;
}

/** Finds assets that have the bytes of files on their way; those who ask at the same time share a statement. */
export class Duplicates {
  readonly #db: SparklioDb;
  readonly #asked: Together<Question, AssetId | null>;

  constructor(db: SparklioDb) {
    this.#db = db;
    this.#asked = new Together(most, (questions) => findDuplicates(db, questions));
  }

  /** The asset of the brand that has these bytes, if there is one that is not in the trash. */
  find(brandId: BrandId, sha256: string): Promise<AssetId | null> {
    return this.#asked.add({ brandId, sha256 });
  }

  /** Whether an asset of the brand is of this size. Where none is, no file of the size can be a duplicate. */
  async hasSize(brandId: BrandId, bytes: number): Promise<boolean> {
    const ofSize = this.#db
      .selectFrom('sparklio.assets')
      .select('asset_id')
      .where('brand_id', '=', brandId)
      .where('size', '=', bytes)
      .limit(1);
    // One for each of the indexes, which know of published assets and of the others.
    const { rows } = await sql<{ asset_id: string }>`
      (${ofSize.where('published', '=', true)}) union all (${ofSize
        .where('published', '=', false)
        .where('trashed', '=', false)})`.execute(this.#db);
    return rows.length > 0;
  }
}

async function findDuplicates(
  db: SparklioDb,
  questions: readonly Question[],
): Promise<readonly (AssetId | null)[]> {
  const found = await db
    .selectFrom('public.generated_assets')
    .select(['id', 'brand_id', 'checksum'])
    .where(
      'checksum',
      'in',
      questions.flatMap(({ sha256 }) => [sha256, `sha256:${sha256}`]),
    )
    .where('brand_id', 'in', [...new Set(questions.map(({ brandId }) => brandId))])
    .where((eb) => eb(sql<string>`coalesce(${eb.ref('status')}, 'active')`, '<>', 'deleted'))
    .execute();
  const ids = new Map(
    found.map(({ id, brand_id, checksum }) => [`${brand_id} ${checksum?.replace('sha256:', '')}`, id]),
  );
  return questions.map(({ brandId, sha256 }) => ids.get(`${brandId} ${sha256}`) ?? null);
}
