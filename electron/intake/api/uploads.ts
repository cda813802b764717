import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, isAbsolute } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { fileErrorCode } from '../../ingest/file-errors.ts';
import type { Outcome } from '../../ingest/take.ts';
import { cleanName, isFinal } from '../../ingest/upload.ts';
import { cleanRecord } from '../clean-json.ts';
import { intakeKeySchema } from '../parcel.ts';
import { resolvePlace } from '../resolve-place.ts';
import type { OpenIntakeLibrary } from '../taker.ts';
import { formValues, kindOfBody, readForm, readJson, unsupported } from './body.ts';
import { ApiError, parsed, statusOf } from './errors.ts';
import type { ApiParts, Reply } from './handlers.ts';
import { refuseReusedKey } from './reused-key.ts';
import {
  type ApiAsset,
  pathUploadSchema,
  type UploadFields,
  type UploadState,
  uploadFieldsSchema,
} from './schemas.ts';

const defaultWaitSeconds = 30;

/** Where a file goes. Throws 404. */
export async function placeOf(
  { library }: OpenIntakeLibrary,
  fields: Pick<UploadFields, 'brand' | 'project' | 'brand_id' | 'project_id'>,
) {
  const place = await resolvePlace(library, {
    brand: fields.brand_id ?? fields.brand,
    project: fields.project_id ?? fields.project,
  });
  if (place.kind === 'found') return place;
  throw new ApiError(404, place.kind, 'The library has none of this name', { name: place.name });
}

function keyOf({ headers }: IncomingMessage): string {
  const given = headers['idempotency-key'];
  if (given === undefined) return randomUUID();
  const key = intakeKeySchema.safeParse(given);
  if (key.success) return key.data;
  throw new ApiError(400, 'invalid_input', 'An Idempotency-Key has 1 to 200 visible ASCII characters', {
    field: 'Idempotency-Key',
  });
}

function waitOf({ headers }: IncomingMessage): number {
  const prefer = [headers.prefer ?? []].flat().join(',');
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})(?:$|[,;\s])/.exec(prefer)?.[1];
  return Math.min(seconds === undefined ? defaultWaitSeconds : Number(seconds), 300) * 1000;
}

/** Files that programs hand in, and what becomes of them. */
export function createUploads({ open, taker, folder, allowPaths, maxFileBytes }: ApiParts) {
  async function create(request: IncomingMessage): Promise<Reply> {
    const target = open('write');
    const key = keyOf(request);
    switch (kindOfBody(request)) {
      case 'form':
        return await fromForm(request, target, key);
      case 'json':
        return await fromPath(request, target, key);
      case 'none':
        throw unsupported();
    }
  }

  async function fromForm(request: IncomingMessage, target: OpenIntakeLibrary, key: string): Promise<Reply> {
    const { fields, file } = await readForm(
      request,
      (stream, name) => folder.receive(stream, name),
      maxFileBytes,
    );
    if (file === null) throw new ApiError(400, 'invalid_input', 'The form has no file', { field: 'file' });
    const { draft } = file;
    let parcel: Awaited<ReturnType<typeof draft.commit>>;
    try {
      if (draft.bytes === 0) throw new ApiError(400, 'file_empty', 'The file is empty');
      const values = formValues(fields, { lists: ['tags'], objects: ['source_metadata'] });
      const about = parsed(uploadFieldsSchema, values);
      const { brandId, projectId } = await placeOf(target, about);
      await refuseReusedKey(target, { intakeId: `intake:${key}`, path: draft.path });
      parcel = await draft.commit({
        key,
        name: about.name ?? cleanName(file.name),
        brand: brandId,
        project: projectId,
        tags: about.tags,
        source: about.source,
        source_metadata: cleanRecord(about.source_metadata),
        duplicates: about.duplicates,
        library: target.id,
      });
    } catch (error) {
      await draft.discard();
      throw error;
    }
    // From here on it is kept: whatever happens to this request, the file gets in.
    const outcome = taker.take(parcel).catch(() => null);
    return await answer(target, key, await within(outcome, waitOf(request)), true);
  }

  async function fromPath(request: IncomingMessage, target: OpenIntakeLibrary, key: string): Promise<Reply> {
    const about = parsed(pathUploadSchema, await readJson(request));
    if (!allowPaths()) {
      throw new ApiError(403, 'paths_not_allowed', 'The settings do not allow to take files by their path');
    }
    const { path, name = basename(path) } = about;
    if (!isAbsolute(path))
      throw new ApiError(400, 'invalid_input', 'The path is not absolute', { field: 'path' });
    const found = await stat(path).catch((error: unknown) => {
      const code = fileErrorCode(error);
      throw new ApiError(statusOf(code), code, 'The file can not be read');
    });
    if (!found.isFile()) throw new ApiError(400, 'not_a_file', 'The path is not that of a file');
    const { brandId, projectId } = await placeOf(target, about);
    const origin = { source: about.source, sourceMetadata: cleanRecord(about.source_metadata) };
    const intakeId = `intake:${key}`;
    await refuseReusedKey(target, { intakeId, path });
    const file = { intakeId, path, name, brandId, projectId, tags: about.tags, origin };
    const batchId = taker.group(about.source);
    const taken = target.library.ingest
      .take([file], { title: 'API', duplicates: about.duplicates, batchId })
      .then(([outcome]) => outcome ?? null);
    return await answer(target, key, await within(taken, waitOf(request)), false);
  }

  async function answer(
    target: OpenIntakeLibrary,
    key: string,
    outcome: Outcome | null,
    isKept: boolean,
  ): Promise<Reply> {
    if (outcome === null || (outcome.state === 'failed' && outcome.retry && isKept)) {
      const error = outcome?.state === 'failed' ? failure(outcome.code) : null;
      return {
        status: 202,
        headers: { location: `/v1/uploads/${encodeURIComponent(key)}` },
        body: { upload_id: key, status: 'pending', asset: null, error } satisfies UploadState,
      };
    }
    if (outcome.state === 'failed') {
      throw new ApiError(statusOf(outcome.code), outcome.code, 'The file could not be taken', {
        upload_id: key,
      });
    }
    if (outcome.state === 'cancelled') {
      throw new ApiError(409, 'cancelled', 'The upload was cancelled in the app', { upload_id: key });
    }
    const asset = await assetOf(target, outcome.assetId);
    if (asset === null)
      throw new ApiError(404, 'not_found', 'The asset was deleted since', { upload_id: key });
    const duplicate = outcome.state === 'duplicate';
    return { status: duplicate ? 200 : 201, body: { ...asset, duplicate, upload_id: key } };
  }

  async function state(key: string): Promise<Reply> {
    const target = open('read');
    if (!intakeKeySchema.safeParse(key).success) throw unknownUpload();
    const intakeId = `intake:${key}`;
    const reply = (
      status: UploadState['status'],
      asset: ApiAsset | null,
      error: UploadState['error'] = null,
    ) => ({
      status: 200,
      body: { upload_id: key, status, asset, error } satisfies UploadState,
    });
    const settled = await target.library.records.settled(intakeId);
    if (settled !== null) return reply(settled.outcome, await assetOf(target, settled.assetId));
    const upload = target.library.board.intake(intakeId);
    if (upload !== null) {
      const { state, assetId, error } = upload;
      if (state === 'published' || state === 'duplicate') {
        return reply(state, assetId === null ? null : await assetOf(target, assetId));
      }
      if (!isFinal(state) || state === 'queued') return reply('pending', null);
      return state === 'failed'
        ? reply('failed', null, failure(error?.code ?? 'internal'))
        : reply('cancelled', null);
    }
    const waits = (await folder.list()).some((parcel) => (parcel.key ?? parcel.id) === key);
    if (waits) return reply('pending', null);
    throw unknownUpload();
  }

  async function assetOf({ library }: OpenIntakeLibrary, id: ApiAsset['asset_id']): Promise<ApiAsset | null> {
    return (await library.records.assets([id]))[0] ?? null;
  }

  return { create, state };
}

function unknownUpload(): ApiError {
  return new ApiError(404, 'not_found', 'Nothing was handed in under this id');
}

function failure(code: string): NonNullable<UploadState['error']> {
  return { code, message: 'The file could not be taken yet', details: {} };
}

/** Null when it takes longer; a library that was closed meanwhile is `cancelled`. */
async function within(outcome: Promise<Outcome | null>, ms: number): Promise<Outcome | null> {
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal, ref: false }).catch(() => null);
  try {
    return await Promise.race([outcome, late]);
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') {
      throw new ApiError(503, 'library_not_open', 'The library was closed');
    }
    throw error;
  } finally {
    timer.abort();
  }
}
