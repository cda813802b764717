import type { IncomingMessage } from 'node:http';
import { assetIdSchema } from '../../../shared/domain/ids.ts';
import type { AssetQuery } from '../../../shared/domain/query.ts';
import type { Access } from '../../connection/health/gate.ts';
import type { SpoolFolder } from '../spool-folder.ts';
import type { OpenIntakeLibrary, ParcelTaker } from '../taker.ts';
import { formValues, kindOfBody, readForm, readJson, unsupported } from './body.ts';
import { ApiError, parsed } from './errors.ts';
import type { OperationName } from './operations.ts';
import {
  type ApiAsset,
  listQuerySchema,
  similarFieldsSchema,
  similarToAssetSchema,
  similarToTextSchema,
} from './schemas.ts';
import { createUploads, placeOf } from './uploads.ts';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ApiParts {
  /** The open library. Throws 503 where there is none or its servers are away, 403 where it may only be read. */
  readonly open: (access: Access) => OpenIntakeLibrary;
  /** The same, for those who only ask how it is. */
  readonly look: () => { readonly open: OpenIntakeLibrary | null; readonly isOffline: boolean };
  readonly taker: ParcelTaker;
  readonly folder: SpoolFolder;
  readonly allowPaths: () => boolean;
  readonly maxFileBytes: number;
  readonly version: string;
}

export interface ApiRequest {
  readonly request: IncomingMessage;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export type ApiHandlers = Readonly<Record<OperationName, (input: ApiRequest) => Promise<Reply>>>;

/** A picture to compare with is held in memory by the reader. */
const pictureBytes = 64 * 1024 * 1024;

const newestFirst = { by: 'created', direction: 'desc' } as const;

/** One handler for every operation; a missing one does not compile. */
export function createApiHandlers(parts: ApiParts): ApiHandlers {
  const { open, folder } = parts;
  const uploads = createUploads(parts);

  function idOf(text: string): ApiAsset['asset_id'] {
    const id = assetIdSchema.safeParse(text);
    if (!id.success) throw new ApiError(404, 'not_found', 'There is no such asset');
    return id.data;
  }

  async function searchSimilar(
    target: OpenIntakeLibrary,
    source: Parameters<OpenIntakeLibrary['library']['similar']['search']>[0]['source'],
    { brand, limit, threshold }: { brand?: string | undefined; limit: number; threshold: number },
  ): Promise<Reply> {
    const { library } = target;
    const brandId = brand === undefined ? null : (await placeOf(target, { brand })).brandId;
    const found = await library.similar.search({ source, brandId, limit, threshold });
    const assets = await library.records.assets(found.results.map(({ asset }) => asset.id));
    const byId = new Map(assets.map((asset) => [asset.asset_id, asset]));
    const results = found.results.flatMap(({ asset: { id }, similarity }) => {
      const asset = byId.get(id);
      return asset === undefined ? [] : [{ asset, similarity }];
    });
    const { exact, model, missing } = found;
    return { status: 200, body: { results, exact, model, missing } };
  }

  return {
    health: async () => {
      const { open: opened, isOffline } = parts.look();
      return {
        status: 200,
        body: {
          status: opened === null ? 'library_not_open' : isOffline ? 'offline' : 'ok',
          library: opened?.name ?? null,
          access: opened?.library.access ?? null,
          version: parts.version,
        },
      };
    },

    listBrands: async () => {
      const brands = await open('read').library.records.brands();
      return {
        status: 200,
        body: {
          brands: brands.map(({ id: brand_id, name, slug, projects }) => ({
            brand_id,
            name,
            slug,
            projects: projects.map((project) => ({
              project_id: project.id,
              name: project.name,
              slug: project.slug,
            })),
          })),
        },
      };
    },

    createAsset: ({ request }) => uploads.create(request),
    getUpload: ({ params }) => uploads.state(params.upload_id ?? ''),

    listAssets: async ({ query }) => {
      const target = open('read');
      const wanted = parsed(listQuerySchema, singles(query));
      const { brand, project } = wanted;
      if (brand === undefined && project !== undefined) {
        throw new ApiError(400, 'invalid_input', 'A project is one of a brand', { field: 'brand' });
      }
      const place = brand === undefined ? null : await placeOf(target, { brand, project });
      const scope: AssetQuery['scope'] =
        place === null
          ? { kind: 'all' }
          : place.projectId === null
            ? { kind: 'brand', brandId: place.brandId }
            : { kind: 'project', brandId: place.brandId, projectId: place.projectId };
      const page = await target.library.library.page({
        query: {
          scope,
          text: wanted.q ?? '',
          filters: {
            ...(wanted.type === undefined ? {} : { types: [wanted.type] }),
            ...(wanted.tag === undefined ? {} : { tags: { mode: 'all', values: [wanted.tag] } }),
          },
          sort: newestFirst,
        },
        cursor: wanted.cursor ?? null,
        limit: wanted.limit ?? 50,
      });
      const assets = await target.library.records.assets(page.assets.map(({ id }) => id));
      return { status: 200, body: { assets, next_cursor: page.next } };
    },

    getAsset: async ({ params }) => {
      const [asset] = await open('read').library.records.assets([idOf(params.asset_id ?? '')]);
      if (asset === undefined) throw new ApiError(404, 'not_found', 'There is no such asset');
      return { status: 200, body: asset };
    },

    similarToAsset: async ({ request, params }) => {
      const target = open('read');
      const kind = kindOfBody(request);
      if (kind === 'form') throw unsupported();
      const wanted = parsed(similarToAssetSchema, kind === 'none' ? {} : await readJson(request));
      return await searchSimilar(target, { kind: 'asset', assetId: idOf(params.asset_id ?? '') }, wanted);
    },

    similar: async ({ request }) => {
      const target = open('read');
      const kind = kindOfBody(request);
      if (kind === 'none') throw unsupported();
      if (kind === 'json') {
        const { text, ...wanted } = parsed(similarToTextSchema, await readJson(request));
        return await searchSimilar(target, { kind: 'text', text }, wanted);
      }
      const { fields, file } = await readForm(request, (s, name) => folder.receive(s, name), pictureBytes);
      if (file === null) throw new ApiError(400, 'invalid_input', 'The form has no file', { field: 'file' });
      try {
        const wanted = parsed(similarFieldsSchema, formValues(fields, { lists: [], objects: [] }));
        const { imageId } = await target.library.similar.embedPath(file.draft.path, file.name);
        return await searchSimilar(target, { kind: 'image', imageId }, wanted);
      } finally {
        await file.draft.discard();
      }
    },
  };
}

/** Parameters of the address; one that is there twice is refused. */
function singles(query: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name in values) {
      throw new ApiError(400, 'invalid_input', 'The parameter is there more than once', { field: name });
    }
    values[name] = value;
  }
  return values;
}
