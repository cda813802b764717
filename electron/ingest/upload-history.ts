import { type SelectQueryBuilder, sql } from 'kysely';
import { errorCodeSchema } from '../../shared/contract/errors.ts';
import type { CallOutput } from '../../shared/contract/index.ts';
import { assetTypeSchema } from '../../shared/domain/asset.ts';
import type { AssetId, BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';
import type { EndedDrop, UploadFile } from '../../shared/domain/upload.ts';
import type { SparklioDb, Tables } from '../database/tables.ts';
import type { OnConflict, OnDuplicate } from './upload.ts';

/** What is older is nobody's concern any more. */
const keepDays = 30;
const mostDrops = 500;

export type EndedRow = Awaited<ReturnType<UploadHistory['rows']>>[number];

interface DropRow {
  batch_id: BatchId;
  title: string;
  brand_id: BrandId;
  project_id: ProjectId | null;
  created_at: Date;
  ended_at: Date;
  published: number;
  present: number;
  versions: number;
  undoable: number;
  duplicates: number;
  conflicts: number;
  failed: number;
  cancelled: number;
  bytes: number;
}

/** What became of the drops of this desktop. Read from the rows that ending an upload writes, so it can't differ from the library. */
export class UploadHistory {
  readonly #db: SparklioDb;
  readonly #desktopId: string | null;

  constructor(db: SparklioDb, desktopId: string | null) {
    this.#db = db;
    this.#desktopId = desktopId;
  }

  /** Drops of which nothing is left to do, newest first. What failed and may still be tried again counts as failed. */
  async drops(): Promise<EndedDrop[]> {
    const own = this.#desktopId === null ? sql`true` : sql`desktop_id = ${this.#desktopId}`;
    const { rows } = await sql<DropRow>`
      with files as (
        select batch_id, batch_title, brand_id, project_id, asset_id, replaces, version, state, size, created_at,
          ended_at
        from sparklio.upload_history where ${own} and ended_at > now() - make_interval(days => ${keepDays})
        union all
        select batch_id, batch_title, brand_id, project_id, null, null, null, state, size, created_at, updated_at
        from sparklio.uploads where ${own}
      )
      select batch_id, min(batch_title) as title, min(f.brand_id::text) as brand_id,
        case when count(distinct coalesce(f.project_id::text, '')) = 1 then min(f.project_id::text) end as project_id,
        min(f.created_at) as created_at, max(ended_at) as ended_at,
        count(*) filter (where state = 'published') as published,
        count(g.id) filter (where state = 'published') as present,
        count(*) filter (where state = 'published' and f.replaces is not null) as versions,
        count(g.id) filter (where state = 'published' and (f.replaces is null or a.version = f.version)) as undoable,
        count(*) filter (where state = 'duplicate') as duplicates,
        count(*) filter (where state = 'conflict') as conflicts,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'cancelled') as cancelled,
        coalesce(sum(f.size) filter (where state = 'published'), 0)::bigint as bytes
      from files f
      left join public.generated_assets g
        on g.id = f.asset_id and coalesce(g.status, 'active') <> 'deleted' and g.deleted_at is null
      left join sparklio.assets a on a.asset_id = f.replaces
      where not exists (select from sparklio.scans s where s.batch_id = f.batch_id)
      group by batch_id
      having bool_and(state in ('published', 'duplicate', 'conflict', 'failed', 'cancelled'))
      order by max(ended_at) desc, batch_id limit ${mostDrops}`.execute(this.#db);
    return rows.map(
      ({
        batch_id: id,
        title,
        brand_id: brandId,
        project_id: projectId,
        created_at,
        ended_at,
        ...counts
      }) => ({
        id,
        title,
        brandId,
        projectId,
        createdAt: created_at.toISOString(),
        endedAt: ended_at.toISOString(),
        ...counts,
      }),
    );
  }

  /** Everything that has ended of some drops, in the order of the drop. */
  async rows(batchIds: readonly BatchId[]) {
    if (batchIds.length === 0) return [];
    return await this.#own(this.#db.selectFrom('sparklio.upload_history'))
      .selectAll()
      .where('batch_id', 'in', batchIds)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  /** Files of one drop, failures first. */
  async files(input: {
    batchId: BatchId;
    offset: number;
    limit: number;
  }): Promise<CallOutput<'ingest.historyFiles'>> {
    const order = sql`array_position(array['failed', 'duplicate', 'conflict', 'published', 'cancelled'], state)`;
    const files = sql<EndedRow & { total: number }>`
      with files as (
        select id, batch_id, brand_id, project_id, asset_id, replaces, state, reason, on_duplicate, on_conflict, path,
          name, folder, size, type, created_at
        from sparklio.upload_history where batch_id = ${input.batchId}
        union all
        select id, batch_id, brand_id, project_id, null, replaces, state, reason, on_duplicate, on_conflict, path,
          name, folder, size, type, created_at
        from sparklio.uploads where batch_id = ${input.batchId} and state = 'failed'
      )
      select *, count(*) over () as total from files
      order by ${order}, created_at, id limit ${input.limit} offset ${input.offset}`;
    const { rows } = await files.execute(this.#db);
    return { files: rows.map(toEndedFile), total: rows[0]?.total ?? 0 };
  }

  /** Drops with duplicates or conflicts that the person has not decided on. */
  async undecided(): Promise<BatchId[]> {
    const batches = () => this.#own(this.#db.selectFrom('sparklio.upload_history')).select('batch_id');
    const conflicts = batches().where('state', '=', 'conflict').where('on_conflict', '=', 'ask');
    const rows = await batches()
      .where('state', '=', 'duplicate')
      .where('on_duplicate', '=', 'ask')
      .union(conflicts)
      .execute();
    return rows.map(({ batch_id }) => batch_id);
  }

  /** Which of these drops have ended files, of any age. */
  async known(batchIds: readonly BatchId[]): Promise<BatchId[]> {
    if (batchIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('sparklio.upload_history')
      .select('batch_id')
      .distinct()
      .where('batch_id', 'in', batchIds)
      .execute();
    return rows.map(({ batch_id }) => batch_id);
  }

  async decide(
    ids: readonly UploadId[],
    decision: { onDuplicate: OnDuplicate } | { onConflict: OnConflict },
  ): Promise<void> {
    if (ids.length === 0) return;
    const isDuplicate = 'onDuplicate' in decision;
    await this.#db
      .updateTable('sparklio.upload_history')
      .set(isDuplicate ? { on_duplicate: decision.onDuplicate } : { on_conflict: decision.onConflict })
      .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
      .where('state', '=', isDuplicate ? 'duplicate' : 'conflict')
      .execute();
  }

  /** The assets whose current file a drop put there, with its number, in the order of the drop. */
  async putVersions(batchId: BatchId): Promise<{ id: AssetId; number: number }[]> {
    const rows = await this.#db
      .selectFrom('sparklio.upload_history as h')
      .innerJoin('sparklio.assets as a', 'a.asset_id', 'h.replaces')
      .select(['a.asset_id as id', 'a.version as number'])
      .where('h.batch_id', '=', batchId)
      .where('h.state', '=', 'published')
      .where('a.trashed', '=', false)
      .whereRef('a.version', '=', 'h.version')
      .orderBy('h.created_at')
      .orderBy('h.id')
      .execute();
    return rows;
  }

  /** The assets that a drop added and that are still there, in the order of the drop. */
  async added(batchId: BatchId): Promise<AssetId[]> {
    const { rows } = await sql<{ id: AssetId }>`
      select g.id from sparklio.upload_history h join public.generated_assets g on g.id = h.asset_id
      where h.batch_id = ${batchId} and h.state = 'published' and h.replaces is null
        and coalesce(g.status, 'active') <> 'deleted' and g.deleted_at is null
      order by h.created_at, h.id`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** The same, with when the first and the last of them count as added. */
  async addedRange(batchId: BatchId): Promise<CallOutput<'ingest.added'>> {
    const assetIds = await this.added(batchId);
    if (assetIds.length === 0) return { assetIds, created: null };
    const { first, last } = await this.#db
      .selectFrom('public.generated_assets')
      .select(({ fn }) => [fn.min<Date>('created_at').as('first'), fn.max<Date>('created_at').as('last')])
      .where(
        'id',
        'in',
        this.#db
          .selectFrom('sparklio.upload_history')
          .select('asset_id')
          .where('batch_id', '=', batchId)
          .where('state', '=', 'published')
          .where('replaces', 'is', null),
      )
      .executeTakeFirstOrThrow();
    return { assetIds, created: { first: first.toISOString(), last: last.toISOString() } };
  }

  /** One drop, or all, as far as they have ended. What is still asked about stays: the library has not got these bytes. */
  async forget(batchId: BatchId | null): Promise<void> {
    const own = this.#desktopId === null ? sql`true` : sql`h.desktop_id = ${this.#desktopId}`;
    const wanted = batchId === null ? sql`true` : sql`h.batch_id = ${batchId}`;
    await sql`
      delete from sparklio.upload_history h where ${own} and ${wanted} and not (${isAsked})
        and not exists (select from sparklio.scans s where s.batch_id = h.batch_id)
        and not exists (select from sparklio.uploads u where u.batch_id = h.batch_id and u.state not in ('failed', 'cancelled'))`.execute(
      this.#db,
    );
  }

  /** Of any desktop: one that never comes back leaves nothing but what it still asks about. */
  async forgetOld(): Promise<void> {
    await sql`
      delete from sparklio.upload_history h
      where h.ended_at < now() - make_interval(days => ${keepDays}) and not (${isAsked})`.execute(this.#db);
  }

  #own<O>(query: SelectQueryBuilder<Tables, 'sparklio.upload_history', O>) {
    return this.#desktopId === null ? query : query.where('desktop_id', '=', this.#desktopId);
  }
}

/** A file whose name an asset has, and nobody has said yet what becomes of it. */
const isAsked = sql`h.state = 'conflict' and h.on_conflict = 'ask'`;

const decided: Readonly<Record<string, UploadFile['duplicate']>> = { ask: 'undecided', link: 'linked' };

function toEndedFile(row: EndedRow): UploadFile {
  const code = errorCodeSchema.safeParse(row.reason);
  const type = assetTypeSchema.safeParse(row.type);
  return {
    id: row.id,
    batchId: row.batch_id,
    name: row.name,
    folder: row.folder,
    type: type.success ? type.data : null,
    size: row.size,
    sentBytes: row.state === 'published' ? row.size : 0,
    state: row.state,
    brandId: row.brand_id,
    projectId: row.project_id,
    assetId: row.asset_id,
    ...(row.replaces !== null && { replaces: row.replaces }),
    conflict: row.state !== 'conflict' ? null : row.on_conflict === 'ask' ? 'undecided' : 'skipped',
    duplicate: row.state === 'duplicate' ? (decided[row.on_duplicate] ?? 'skipped') : null,
    isLocal: false,
    error:
      row.state === 'failed'
        ? { code: code.success ? code.data : 'internal', details: {}, retry: false }
        : null,
  };
}
