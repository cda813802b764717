import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { SparklioDb } from '../database/tables.ts';
import { AppError } from '../errors.ts';
import type { AssetJob, JobQueue } from '../jobs/queue.ts';
import { isVersionOf } from '../library/versions/objects.ts';
import { step } from '../steps.ts';
import { parseObjectPath, renditionKey } from '../storage/keys.ts';
import { asWritten, type LocateObject } from '../storage/locate.ts';
import type { ObjectStore } from '../storage/port.ts';
import type { MediaClient } from './client.ts';
import { MediaError } from './errors.ts';
import type { MediaOutput, MediaSource } from './protocol.ts';
import { renderVersion } from './render-version.ts';
import { type DrawnFile, lookOf, type RenditionKeys, saveFormer, undrawnVersions } from './rendered-file.ts';
import { isForGood } from './retry.ts';
import { saveHandedIn, storedMetadata } from './stored-metadata.ts';

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
  /** Of the object that the file became. */
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
}

type Facts = MediaOutput<'render'>;

interface Drawn {
  readonly facts: Facts;
  readonly keys: RenditionKeys;
}

interface Subject extends DrawnFile {
  readonly type: string;
  readonly width: number | null;
  readonly height: number | null;
  /** Of the renditions that its vector is of; null where it has none, or others are wanted. */
  readonly thumbhash: string | null;
  /** Who handed it in, and what they told beside it. */
  readonly source: string | null;
  readonly sourceMetadata: unknown;
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
      .select(['g.source', 'g.source_metadata', 'a.version', 'a.rendition', 'a.thumbhash'])
      .select((eb) =>
        eb
          .exists(eb.selectFrom('public.generated_texts as t').select('t.id').whereRef('t.id', '=', 'g.id'))
          .as('is_text_in_database'),
      )
      .select((eb) =>
        eb
          .exists(
            eb
              .selectFrom('sparklio.asset_vectors as v')
              .select('v.asset_id')
              .whereRef('v.asset_id', '=', 'g.id'),
          )
          .as('has_vector'),
      )
      .where('g.id', '=', id as AssetId)
      .executeTakeFirst();
    // Some programs note a path beside a text of which there is no object.
    if (row === undefined || (row.type === 'text' && row.is_text_in_database === true)) return null;
    const ref = parseObjectPath(row.minio_path, store.buckets.assets);
    if (ref === null) return null;
    const name = row.original_name ?? row.id;
    const { type, width, height, version, source, source_metadata: sourceMetadata } = row;
    const mime = row.mime_type ?? 'application/octet-stream';
    return {
      id: row.id,
      ref,
      mime,
      name,
      type,
      width,
      height,
      source,
      sourceMetadata,
      thumbhash: row.rendition === 'ready' && row.has_vector === true ? row.thumbhash : null,
      version: version ?? 1,
    };
  }

  /** The original where it lies if it is still the same file, which saves reading it back from the store. */
  async function localSource({ id, ref }: DrawnFile): Promise<MediaSource | null> {
    const local = parts.localFile(id);
    // Another version's may be there already.
    if (local === null || local.key !== ref.key) return null;
    const now = await stat(local.path).catch(() => null);
    const same = now?.size === local.size && now.mtimeMs === local.mtimeMs;
    return same ? { kind: 'path', path: local.path } : null;
  }

  /** False when the asset was purged meanwhile: nothing is kept of it. */
  async function save(subject: Subject, facts: Facts, keys: RenditionKeys): Promise<boolean> {
    const made = new Set(facts.renditions.map(({ kind }) => kind));
    const look = lookOf(facts, keys);
    return await db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('sparklio.assets')
        .set(look)
        .where('asset_id', '=', subject.id)
        .where('version', '=', subject.version)
        .returning('asset_id')
        .executeTakeFirst();
      if (asset === undefined) return await saveFormer(transaction, subject, look);
      const details = {
        colors: JSON.stringify(facts.dominantColors ?? []),
        metadata: JSON.stringify(storedMetadata(facts, subject)),
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
      // What looks as it did before keeps its vector.
      const isSame = subject.thumbhash !== null && subject.thumbhash === facts.thumbhash;
      if (made.has('preview') && comparable.has(subject.type) && !isSame)
        await jobs.add(transaction, 'embed', [subject.id]);
      return true;
    });
  }

  async function giveUp({ id, version }: Subject, code: string): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      const asset = await transaction
        .updateTable('sparklio.assets')
        // Pictures that an attempt before made are still those of this file.
        .set({ rendition: sql`case when rendition = 'ready' then 'ready' else 'failed' end` })
        .where('asset_id', '=', id)
        .where('version', '=', version)
        .returning('asset_id')
        .executeTakeFirst();
      if (asset === undefined) return;
      const details = { problem: code, rendered_at: new Date(), render_version: renderVersion };
      await transaction
        .insertInto('sparklio.asset_details')
        .values({ asset_id: id, ...details })
        .onConflict((conflict) => conflict.column('asset_id').doUpdateSet(details))
        .execute();
    });
    parts.onRendered(id, false);
  }

  async function markNone(id: AssetId): Promise<void> {
    await db.updateTable('sparklio.assets').set({ rendition: 'none' }).where('asset_id', '=', id).execute();
  }

  /** Makes the renditions of a file and puts them into the store. */
  async function draw(subject: DrawnFile, signal: AbortSignal): Promise<Drawn> {
    const keys = {
      thumbnail: renditionKey(subject.ref.key, 'thumbnail'),
      preview: renditionKey(subject.ref.key, 'preview'),
      strip: renditionKey(subject.ref.key, 'strip'),
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
            stripUrl: store.presignPut({ bucket, key: keys.strip }, urlSeconds),
          },
        },
        { signal },
      );
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
    return { facts, keys };
  }

  /** What was made of a file that nothing names any more is let go. */
  async function clear(subject: DrawnFile, keys: RenditionKeys): Promise<void> {
    if (await isVersionOf(db, subject.id, { ref: subject.ref, checksum: null })) return;
    const bucket = store.buckets.assets;
    await store.remove(Object.values(keys).map((key) => ({ bucket, key })));
  }

  /** Former files whose place another one took before they were drawn. */
  async function drawFormer(job: AssetJob, signal: AbortSignal): Promise<void> {
    for (const former of await undrawnVersions(db, job.assetId, store.buckets.assets)) {
      try {
        const { facts, keys } = await draw(former, signal);
        if (!(await saveFormer(db, former, lookOf(facts, keys)))) await clear(former, keys);
      } catch (error) {
        if (!(await isFinal(job, signal, error))) throw error;
        await saveFormer(db, former, { rendition: 'failed' });
      }
    }
  }

  async function isFinal(job: AssetJob, signal: AbortSignal, error: unknown): Promise<boolean> {
    const final = job.isLastAttempt || (error instanceof MediaError && isForGood(error, job.lastFailure));
    return final && !signal.aborted && (await parts.isAway?.(error)) !== true;
  }

  async function drawCurrent(job: AssetJob, signal: AbortSignal): Promise<void> {
    const subject = await load(job.assetId);
    if (subject === null) {
      // Purged meanwhile, or a text that lives in the database: there is nothing to draw.
      const id = job.assetId as AssetId;
      await saveHandedIn(db, id);
      await markNone(id);
      parts.onRendered(id, false);
      return;
    }
    try {
      const { facts, keys } = await draw(subject, signal);
      if (!(await save(subject, facts, keys))) await clear(subject, keys);
      step('render.recorded', { asset: subject.id });
      const { width = null, height = null } = facts;
      parts.onRendered(subject.id, width !== subject.width || height !== subject.height);
    } catch (error) {
      if (!(await isFinal(job, signal, error))) throw error;
      await giveUp(
        subject,
        error instanceof MediaError || error instanceof AppError ? error.code : 'internal',
      );
    }
  }

  return async (job: AssetJob, signal: AbortSignal): Promise<void> => {
    await drawCurrent(job, signal);
    await drawFormer(job, signal);
  };
}
