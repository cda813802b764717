import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import {
  type Finding,
  type FindingGroup,
  type FindingKind,
  type FindingSelection,
  type FindingState,
  findingKindSchema,
  findingStateSchema,
} from '../../shared/contract/check.ts';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';

/** Days from when something given up was found until it is removed. */
export const graceDays = 7;
const groupSize = 200;

/** What a look found, before it is written down. */
export interface Found {
  readonly kind: FindingKind;
  readonly state: FindingState;
  readonly assetId: string | null;
  readonly bucket: string;
  readonly key: string;
  readonly multipartId?: string;
  readonly own: boolean;
  readonly size: number | null;
  readonly expectedSize: number | null;
  readonly etag?: string;
}

const rowSchema = z.object({
  id: z.uuid(),
  kind: findingKindSchema,
  state: findingStateSchema,
  asset_id: assetIdSchema.nullable(),
  bucket: z.string(),
  object_key: z.string(),
  multipart_id: z.string(),
  own: z.boolean(),
  size: z.coerce.number().nullable(),
  expected_size: z.coerce.number().nullable(),
  etag: z.string(),
  first_seen: z.date(),
  name: z.string().nullable(),
  trashed: z.boolean().nullable(),
});
export type FindingRow = z.infer<typeof rowSchema>;

const columns = sql`
  f.id, f.kind, f.state, f.asset_id, f.bucket, f.object_key, f.multipart_id, f.own, f.size, f.expected_size, f.etag,
  f.first_seen, a.name, a.trashed`;
const joined = sql`sparklio.findings f left join sparklio.assets a on a.asset_id = f.asset_id`;

export function toFinding(row: FindingRow): Finding {
  const due = new Date(row.first_seen.getTime() + graceDays * 24 * 3600_000);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    name: row.name ?? row.object_key.slice(row.object_key.lastIndexOf('/') + 1),
    path: `${row.bucket}/${row.object_key}`,
    assetId: row.asset_id,
    trashed: row.trashed ?? false,
    own: row.own,
    size: row.size,
    expectedSize: row.expected_size,
    firstSeen: row.first_seen.toISOString(),
    removedFrom: row.state === 'quarantined' ? due.toISOString() : null,
  };
}

/** What looks at the library have found, in its own database, so that all desktops see the same. */
export class Findings {
  readonly #db: SparklioDb;

  constructor(db: SparklioDb) {
    this.#db = db;
  }

  /** The database's time, which findings are dated by. */
  async now(): Promise<Date> {
    const { rows } = await sql<{
      now: Date;
    }>`select date_trunc('milliseconds', now()::timestamp) as now`.execute(this.#db);
    return rows[0]?.now ?? new Date(0);
  }

  /** What was found before keeps its date and what was decided, unless another object lies there now. */
  async record(found: readonly Found[]): Promise<void> {
    const different = unique(found);
    for (let at = 0; at < different.length; at += groupSize) {
      const rows = different.slice(at, at + groupSize).map((one) => ({
        id: randomUUID(),
        kind: one.kind,
        state: one.state,
        asset_id: one.assetId === null ? null : assetIdSchema.parse(one.assetId),
        bucket: one.bucket,
        object_key: one.key,
        multipart_id: one.multipartId ?? '',
        own: one.own,
        size: one.size,
        expected_size: one.expectedSize,
        etag: one.etag ?? '',
      }));
      await this.#db
        .insertInto('sparklio.findings')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['kind', 'bucket', 'object_key', 'multipart_id']).doUpdateSet({
            last_seen: sql`now()::timestamp`,
            asset_id: sql`excluded.asset_id`,
            size: sql`excluded.size`,
            expected_size: sql`excluded.expected_size`,
            etag: sql`excluded.etag`,
            own: sql`excluded.own or findings.own`,
            first_seen: sql`case when findings.etag = excluded.etag then findings.first_seen else now()::timestamp end`,
            // Found before it was known to be the app's own, it is given up now; what a person decided stays.
            state: sql`case when findings.etag <> excluded.etag or (findings.decided_at is null and findings.state = 'open')
              then excluded.state else findings.state end`,
            decided_at: sql`case when findings.etag = excluded.etag then findings.decided_at end`,
          }),
        )
        .execute();
    }
  }

  /** Forgets findings of these kinds that were not met again since: they are settled. Gives their number. */
  async settle(kinds: readonly FindingKind[], since: Date): Promise<number> {
    const { rows } = await sql`
      delete from sparklio.findings where kind = any(${[...kinds]}::text[]) and last_seen < ${since}
      returning id`.execute(this.#db);
    return rows.length;
  }

  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`delete from sparklio.findings where id = any(${[...ids]}::uuid[])`.execute(this.#db);
  }

  async groups(): Promise<Omit<FindingGroup, 'unlisted'>[]> {
    const { rows } = await sql`
      select kind, count(*) filter (where state = 'open') as open,
        count(*) filter (where state = 'quarantined') as quarantined,
        count(*) filter (where state = 'kept') as kept,
        coalesce(sum(coalesce(size, expected_size)), 0) as bytes
      from sparklio.findings group by kind`.execute(this.#db);
    const count = z.coerce.number();
    return z
      .array(
        z.object({ kind: findingKindSchema, open: count, quarantined: count, kept: count, bytes: count }),
      )
      .parse(rows);
  }

  async page(kind: FindingKind, offset: number, limit: number) {
    const { rows } = await sql`
      select ${columns} from ${joined} where f.kind = ${kind}
      order by (f.state = 'open') desc, f.first_seen, f.id offset ${offset} limit ${limit}`.execute(this.#db);
    const total = await this.#db
      .selectFrom('sparklio.findings')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('kind', '=', kind)
      .executeTakeFirstOrThrow();
    return { findings: z.array(rowSchema).parse(rows).map(toFinding), total: Number(total.count) };
  }

  /** All of some kinds, page by page; those that were written down meanwhile may come too. */
  async *all(kinds: readonly FindingKind[] | null = null): AsyncGenerator<readonly FindingRow[]> {
    let last: string | null = null;
    for (;;) {
      const { rows } = await sql`
        select ${columns} from ${joined}
        where (${last}::uuid is null or f.id > ${last}::uuid)
          and (${kinds === null} or f.kind = any(${[...(kinds ?? [])]}::text[]))
        order by f.id limit ${groupSize}`.execute(this.#db);
      const page = z.array(rowSchema).parse(rows);
      if (page.length > 0) yield page;
      last = page.at(-1)?.id ?? null;
      if (page.length < groupSize) return;
    }
  }

  /** Given up long enough ago, oldest first. */
  async due(days = graceDays): Promise<readonly FindingRow[]> {
    const { rows } = await sql`
      select ${columns} from ${joined}
      where f.state = 'quarantined' and f.first_seen <= now()::timestamp - make_interval(days => ${days})
      order by f.first_seen limit ${groupSize}`.execute(this.#db);
    return z.array(rowSchema).parse(rows);
  }

  /** Of the named ones, or of all that are open (or, where something is taken back, decided). */
  async decide({ kind, ids }: FindingSelection, state: FindingState): Promise<readonly string[]> {
    const { rows } = await sql<{ id: string }>`
      update sparklio.findings set state = ${state}, decided_at = now()::timestamp
      where kind = ${kind} and state <> ${state}
        and ${ids === null ? sql<boolean>`${state === 'open'} or state = 'open'` : sql<boolean>`id = any(${[...ids]}::uuid[])`}
      returning id`.execute(this.#db);
    return rows.map(({ id }) => id);
  }
}

/** One for each object: a restored file is that of an asset and of a version at once. */
function unique(found: readonly Found[]): Found[] {
  const key = (one: Found): string => [one.kind, one.bucket, one.key, one.multipartId ?? ''].join('\n');
  return [...new Map(found.map((one) => [key(one), one])).values()];
}
