import { sql } from 'kysely';
import {
  type AssetId,
  assetIdSchema,
  type BrandId,
  type ProjectId,
  type UploadId,
} from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { readChecksums } from '../library/active.ts';
import type { UploadBoard } from './board.ts';
import { isSameName, type Namesake, type Verdict, verdictOn } from './conflict-rules.ts';
import { Together } from './together.ts';
import type { FileFacts, Upload } from './upload.ts';

/** Questions of one statement. */
const most = 200;
/** Assets that are looked at for one name; who has more of them does not tell files by their names. */
const mostNamesakes = 100;

interface Question {
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly name: string;
}

/** Finds assets of the place that files on their way are called like; those who ask at the same time share a statement. */
export class NameConflicts {
  readonly #board: Pick<UploadBoard, 'uploads'>;
  /** By drop and asset the file of it that becomes the new version. */
  readonly #chosen = new Map<string, UploadId>();
  readonly #asked: Together<Question, readonly Namesake[]>;

  constructor(db: SparklioDb, board: Pick<UploadBoard, 'uploads'>) {
    this.#board = board;
    this.#asked = new Together(most, (questions) => findNamesakes(db, questions));
  }

  /** What becomes of a file that is no duplicate. One that was decided on before, or is on its way, goes on. */
  async verdictOn(upload: Upload, { size, sha256 }: Pick<FileFacts, 'size' | 'sha256'>): Promise<Verdict> {
    const { brandId, projectId, name, onConflict, replaces, ref, intakeId } = upload;
    const isSettled = onConflict === 'keep' || replaces !== null || ref !== null;
    if (isSettled) return { kind: 'keep' };
    const there = await this.#asked.add({ brandId, projectId, name });
    const namesakes = there.length === 0 ? there : this.#before(upload, there);
    const verdict = verdictOn(onConflict, { size, sha256 }, namesakes, intakeId === null);
    if (verdict.kind === 'version') this.#chosen.set(`${upload.batchId} ${verdict.of}`, upload.id);
    return verdict;
  }

  /** Those that are not of this drop itself: two files of one name in two folders are two assets. */
  #before(upload: Upload, there: readonly Namesake[]): readonly Namesake[] {
    const own = new Set<AssetId | null>();
    for (const { state, assetId, replaces } of this.#board.uploads(upload.batchId)) {
      if (replaces !== null) own.add(replaces);
      if (state === 'published') own.add(assetId);
    }
    const isChosen = (id: AssetId): boolean => {
      const by = this.#chosen.get(`${upload.batchId} ${id}`);
      return by !== undefined && by !== upload.id;
    };
    return there.filter(({ id }) => id !== upload.assetId && !own.has(id) && !isChosen(id));
  }
}

interface Row {
  readonly at: number;
  readonly asset_id: string;
  readonly name: string;
  readonly size: number;
}

/**
 * For each question the assets of the very place that are called so, newest first; those in the trash are none. Two
 * branches, each with a partial index of the list's order by name. That order, and a range instead of one value, make
 * sure of that index: a new library has no statistics yet, and would be read whole by one of the others.
 */
async function findNamesakes(
  db: SparklioDb,
  questions: readonly Question[],
): Promise<readonly (readonly Namesake[])[]> {
  const { rows } = await sql<Row>`
    with q as materialized (
      select at, brand_id, project_id, sparklio.name_key(name) as name_key from unnest(
        ${questions.map(({ brandId }) => brandId)}::uuid[],
        ${questions.map(({ projectId }) => projectId)}::uuid[],
        ${questions.map(({ name }) => name)}::text[]
      ) with ordinality as u(brand_id, project_id, name, at)
    )
    select q.at::int as at, a.asset_id, a.name, a.size
    from q cross join lateral (
      (select asset_id, name, size, created_at from sparklio.assets
        where published and project_id = q.project_id and brand_id = q.brand_id
          and name_key >= q.name_key and name_key <= q.name_key
        order by name_key, asset_id limit ${mostNamesakes})
      union all
      (select asset_id, name, size, created_at from sparklio.assets
        where published and project_id is null and q.project_id is null and brand_id = q.brand_id
          and name_key >= q.name_key and name_key <= q.name_key
        order by name_key, asset_id limit ${mostNamesakes})
    ) a
    order by a.created_at desc, a.asset_id`.execute(db);
  // The index tells names apart less finely: it knows numbers with and without leading zeros as one.
  const alike = rows.filter(({ at, name }) => isSameName(questions[at - 1]?.name ?? '', name));
  // Joined to the statement above it would read the whole table, and there hardly ever are any.
  const checksums = await readChecksums(
    db,
    alike.map(({ asset_id }) => asset_id),
  );
  const found = questions.map((): Namesake[] => []);
  for (const { at, asset_id, name, size } of alike) {
    const checksum = checksums.get(asset_id) ?? null;
    found[at - 1]?.push({ id: assetIdSchema.parse(asset_id), name, size, checksum });
  }
  return found;
}
