import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { fillRow, type Row } from './filling.ts';
import { readShape, type SharedShape, type SharedTableName } from './shape.ts';
import type { SparklioDb } from './tables.ts';

const UNDEFINED_COLUMN = '42703';
const NOT_NULL_VIOLATION = '23502';

/** What may be expected when another program changed the tables since they were looked at. */
function isOtherShape(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === UNDEFINED_COLUMN || code === NOT_NULL_VIOLATION;
}

/**
 * Writes into the shared tables whatever their columns are in this database: what is not there is left out, and
 * what another program requires is filled in. The columns are read once, and again after a failure that tells that
 * they are others now.
 */
export class SharedRows {
  readonly #userId: string | null;
  #shape: SharedShape | null = null;

  constructor(userId: string | null) {
    this.#userId = userId;
  }

  async shape(db: SparklioDb): Promise<SharedShape> {
    this.#shape ??= await readShape(db);
    return this.#shape;
  }

  /** Inserts rows that all have the same known columns. A row whose `id` is there already is left as it is. */
  async insert(db: SparklioDb, table: SharedTableName, known: readonly Row[]): Promise<void> {
    if (known.length === 0) return;
    const shape = (await this.shape(db))[table];
    const context = { userId: this.#userId, now: new Date() };
    const rows = known.map((row) => fillRow(shape, row, context));
    const names = Object.keys(rows[0] ?? {});
    const missing = names.find((name) => rows.some((row) => row[name] === undefined));
    if (missing !== undefined) {
      throw new AppError('server_part_failed', `${table} requires ${missing}`, {
        part: 'database',
        cause: 'foreign_tables',
        table,
        column: missing,
      });
    }
    await sql`
      insert into ${sql.table(`public.${table}`)} (${sql.join(names.map((name) => sql.ref(name)))})
      values ${sql.join(rows.map((row) => sql`(${sql.join(names.map((name) => row[name]))})`))}
      on conflict (id) do nothing`.execute(db);
  }

  /** Does work that inserts in a transaction of its own; once more when the columns turn out to be others. */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isOtherShape(error)) throw error;
      this.#shape = null;
      return await work();
    }
  }

  /** Characters that a column holds; null for any number. */
  async limitOf(db: SparklioDb, table: SharedTableName, column: string): Promise<number | null> {
    return (await this.shape(db))[table].columns.get(column)?.max_length ?? null;
  }
}
