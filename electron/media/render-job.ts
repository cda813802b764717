import { stat } from 'node:fs/promises';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { AssetJob, JobQueue } from '../jobs/queue.ts';
import { step } from '../steps.ts';
import { parseObjectPath, renditionKey } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectRef, ObjectStore } from '../storage/port.ts';
import type { MediaClient } from './client.ts';
import { MediaError } from './errors.ts';
import type { MediaOutput, MediaSource } from './protocol.ts';
import { renderVersion } from './render-version.ts';

const urlSeconds = 3600;

export interface RenderParts {
  readonly db: SparklioDb;
  readonly store: ObjectStore;
  readonly media: Pick<MediaClient, 'render'>;
  readonly jobs: JobQueue;
  /** Finds originals that do not lie where their rows say. */
  readonly locate?: LocateObject;
  /** The file that an asset was just made from, while it is still as it was. */
  readonly localFile: (id: AssetId) => LocalFile | null;
  /** The asset has its renditions, or never will; `reshaped` when its place in a layout is another now. */
  readonly onRendered: (id: AssetId, reshaped: boolean) => void;
  /** Whether a failure comes from a server being away, which is no fault of the asset's. */
  readonly isAway?: (error: unknown) => Promise<boolean>;
}

export interface LocalFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

type Facts = MediaOutput<'render'>;

interface Subject {
  readonly id: AssetId;
  readonly ref: ObjectRef;
  readonly mime: string;
  readonly name: string;
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What a local file may fail with although its bytes are safe in the store. */
const fileIsAway = new Set(['file_missing', 'file_unreadable', 'file_changed', 'not_a_file']);
/** Formats whose picture can be compared with others. */
const comparable = new Set(['image', 'video']);

/** Makes thumbnail, preview and facts of one asset and stores them; the next job is queued with them. */
export function createRenderJob(parts: RenderParts) {
  const { db, store, media, jobs, locate = asWritten } = parts;

  async function load(id: string): Promise<Subject | null> {
    const row = await db
      .selectFrom('public.generated_assets as g')
      .leftJoin('sparklio.assets as a', 'a.asset_id', 'g.id')
      .select(['g.id', 'g.minio_path', 'g.mime_type', 'g.original_name', 'g.type', 'a.width', 'a.height'])
      .select((eb) =>
        eb
          .exists(eb.selectFrom('public.generated_texts as t').select('t.id').whereRef('t.id', '=', 'g.id'))
          .as('is_text_in_database'),
      )
      .where('g.id', '=', id as AssetId)
      .executeTakeFirst();
    // Some programs note a path beside a text of which there is no object.
    if (row === undefined || (row.type === 'text' && row.is_text_in_database === true)) return null;
    const ref = parseObjectPath(row.minio_path, store.buckets.assets);
    if (ref === null) return null;
    const name = row.original_name ?? row.id;
    const { type, width, height } = row;
    return { id: row.id, ref, mime: row.mime_type ?? 'application/octet-stream', name, type, width, height };
  }

  /** The original where it lies if it is still the same file, which saves reading it back from the store. */
  async function localSource({ id }: Subject): Promise<MediaSource | null> {
    const local = parts.localFile(id);
    if (local === null) return null;
    const now = await stat(local.path).catch(() => null);
    const same = now?.size === local.size && now.mtimeMs === local.mtimeMs;
    return same ? { kind: 'path', path: local.path } : null;
  }

  /** False when the asset was purged meanwhile: nothing is kept of it. */
  async function save(
    subject: Subject,
    facts: Facts,
    keys: Record<'thumbnail' | 'preview', string>,
  ): Promise<boolean> {
    const made = new Set(facts.renditions.map(({ kind }) => kind));
    const rendition = made.size > 0 ? 'ready' : facts.problem === undefined ? 'none' : 'failed';
    return await db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('sparklio.assets')
        .set({
          width: facts.width ?? null,
          height: facts.height ?? null,
          duration_ms: facts.durationMs ?? null,
          page_count: facts.pageCount ?? null,
          thumbhash: facts.thumbhash ?? null,
          rendition,
          thumbnail_key: made.has('thumbnail') ? keys.thumbnail : null,
          preview_key: made.has('preview') ? keys.preview : null,
        })
        .where('asset_id', '=', subject.id)
        .returning('asset_id')
        .executeTakeFirst();
      if (asset === undefined) return false;
      const details = {
        colors: JSON.stringify(facts.dominantColors ?? []),
        metadata: JSON.stringify({
          ...facts.metadata,
          ...(facts.generation === undefined ? {} : { generation: facts.generation }),
          ...(facts.raw === undefined ? {} : { raw: facts.raw }),
        }),
        problem: facts.problem?.code ?? null,
        rendered_at: new Date(),
        render_version: renderVersion,
      };
      await transaction
        .insertInto('sparklio.asset_details')
        .values({ asset_id: subject.id, ...details })
        .onConflict((conflict) => conflict.column('asset_id').doUpdateSet(details))
        .execute();
      if (facts.textContent !== undefined) {
        const content = facts.textContent;
        await transaction
          .insertInto('sparklio.asset_texts')
          .values({ asset_id: subject.id, content })
          .onConflict((conflict) => conflict.column('asset_id').doUpdateSet({ content }))
          .execute();
      }
      if (made.has('preview') && comparable.has(subject.type))
        await jobs.add(transaction, 'embed', [subject.id]);
      return true;
    });
  }

  async function giveUp(id: AssetId, code: string): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('sparklio.assets')
        .set({ rendition: 'failed' })
        .where('asset_id', '=', id)
        .returning('asset_id')
        .executeTakeFirst();
      if (asset === undefined) return;
      await transaction
        .insertInto('sparklio.asset_details')
        .values({ asset_id: id, problem: code, rendered_at: new Date(), render_version: renderVersion })
        .onConflict((conflict) => conflict.column('asset_id').doUpdateSet({ problem: code }))
        .execute();
    });
    parts.onRendered(id, false);
  }

  async function markNone(id: AssetId): Promise<void> {
    await db.updateTable('sparklio.assets').set({ rendition: 'none' }).where('asset_id', '=', id).execute();
  }

  return async (job: AssetJob, signal: AbortSignal): Promise<void> => {
    const subject = await load(job.assetId);
    if (subject === null) {
      // Purged meanwhile, or a text that lives in the database: there is nothing to draw.
      const id = job.assetId as AssetId;
      await markNone(id);
      parts.onRendered(id, false);
      return;
    }
    const keys = {
      thumbnail: renditionKey(subject.ref.key, 'thumbnail'),
      preview: renditionKey(subject.ref.key, 'preview'),
    };
    // Also those of an original that another program put into a bucket of its own.
    const bucket = store.buckets.assets;
    const render = (source: MediaSource): Promise<Facts> =>
      media.render(
        {
          source,
          mime: subject.mime,
          name: subject.name,
          outputs: {
            thumbnailUrl: store.presignPut({ bucket, key: keys.thumbnail }, urlSeconds),
            previewUrl: store.presignPut({ bucket, key: keys.preview }, urlSeconds),
          },
        },
        { signal },
      );
    try {
      const local = await localSource(subject);
      const stored = async (): Promise<MediaSource> => {
        const ref = await locate(subject.ref);
        if (ref === null) throw new MediaError('file_missing', 'The store does not have the original');
        return { kind: 'url', url: store.presignGet(ref, urlSeconds) };
      };
      const facts =
        local === null
          ? await render(await stored())
          : await render(local).catch(async (error: unknown) => {
              // Moved or unplugged a moment ago; the store has the bytes.
              if (error instanceof MediaError && fileIsAway.has(error.code)) return render(await stored());
              throw error;
            });
      step('render.stored', { asset: subject.id });
      if (!(await save(subject, facts, keys))) {
        await store.remove([keys.thumbnail, keys.preview].map((key) => ({ bucket, key })));
      }
      step('render.recorded', { asset: subject.id });
      const { width = null, height = null } = facts;
      parts.onRendered(subject.id, width !== subject.width || height !== subject.height);
    } catch (error) {
      const final = job.isLastAttempt || (error instanceof MediaError && !error.retry);
      if (!final || signal.aborted || (await parts.isAway?.(error)) === true) throw error;
      await giveUp(
        subject.id,
        error instanceof MediaError || error instanceof AppError ? error.code : 'internal',
      );
    }
  };
}
