import type { AssetSummary } from '@shared/domain/asset.ts';
import { assetSummarySchema } from '@shared/domain/asset.ts';
import type { AssetQuery } from '@shared/domain/query.ts';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { pageSize } from './queries.ts';
import { assetAt, loadedIds, loadedIndexOf, ResultSource } from './result-source.ts';

const query: AssetQuery = {
  scope: { kind: 'all' },
  text: '',
  filters: {},
  sort: { by: 'created', direction: 'desc' },
};

function asset(number: number): AssetSummary {
  return assetSummarySchema.parse({
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    brandId: '00000000-0000-4000-8000-00000000000b',
    projectId: null,
    type: 'image',
    mime: 'image/png',
    name: `${number}.png`,
    size: 100,
    width: 30,
    height: 20,
    durationMs: null,
    pageCount: null,
    rating: 0,
    label: null,
    tags: [],
    createdAt: '2026-11-20T00:00:00.000Z',
    deletedAt: null,
    rendition: 'ready',
    thumbhash: null,
    thumbnailUrl: null,
    strip: null,
    versions: 1,
  });
}

const pageInput = z.object({ cursor: z.string().nullable() });

/** The main process's side of a result, newest first; the cursor of a page is the id before it. */
class Library {
  assets: AssetSummary[];
  /** Set to hold replies back until it is resolved. */
  gate: Promise<void> | null = null;

  constructor(count: number) {
    this.assets = Array.from({ length: count }, (_, index) => asset(count - index));
  }

  call = async (name: string, input: unknown): Promise<unknown> => {
    await this.gate;
    if (name === 'assets.outline') {
      const { assets } = this;
      const pages = Math.max(1, Math.ceil(assets.length / pageSize));
      return {
        ok: true,
        value: {
          total: assets.length,
          cursors: Array.from({ length: pages }, (_, page) =>
            page === 0 ? null : (assets[page * pageSize - 1]?.id ?? null),
          ),
          ratios: new Uint8Array(assets.length).fill(147),
          days: [],
        },
      };
    }
    const { cursor } = pageInput.parse(input);
    const from = cursor === null ? 0 : this.assets.findIndex(({ id }) => id === cursor) + 1;
    const page = this.assets.slice(from, from + pageSize);
    return { ok: true, value: { assets: page, next: null, urlsExpireAt: Date.now() + 3_600_000 } };
  };
}

let library: Library;
let client: QueryClient;
let source: ResultSource;
let stop: () => void;

function open(count: number): void {
  library = new Library(count);
  vi.stubGlobal('window', { sparklio: { call: library.call, on: () => () => {} } });
  client = new QueryClient();
  source = new ResultSource(client, query);
  stop = source.start();
}

/** What is on screen once it is complete, further than `version`, and has the row at a place. */
async function shownAfter(version: number, place = 0) {
  return vi.waitFor(() => {
    const { shown } = source.getState();
    if (shown === null || !shown.complete || shown.version <= version) throw new Error('not shown yet');
    if (assetAt(shown, place) === undefined) throw new Error('no page yet');
    return shown;
  });
}

describe('a result on screen', () => {
  beforeEach(() => open(350));
  afterEach(() => {
    stop();
    client.clear();
    vi.unstubAllGlobals();
  });

  it('knows its shape and the first page', async () => {
    const shown = await shownAfter(0);
    expect(shown.outline.total).toBe(350);
    expect(assetAt(shown, 0)?.name).toBe('350.png');
    expect(assetAt(shown, 240)).toBeUndefined();
  });

  it('fetches the pages that are near what is seen', async () => {
    await shownAfter(0);
    source.want({ from: 210, to: 230 }, { from: 190, to: 260 });
    await vi.waitFor(() =>
      expect(assetAt(source.getState().shown ?? expect.fail(), 240)?.name).toBe('110.png'),
    );
    const shown = source.getState().shown ?? expect.fail();
    expect(loadedIds(shown, 150, 160)).toHaveLength(11);
    expect(loadedIds(shown, 299, 301)).toBeUndefined();
    expect(loadedIndexOf(shown, asset(110).id)).toBe(240);
  });

  it('never shows rows of one moment in the shape of another', async () => {
    await shownAfter(0);
    const seen: boolean[] = [];
    const unsubscribe = source.subscribe(() => {
      const { shown } = source.getState();
      if (shown === null) return;
      const newest = shown.outline.total === 353 ? '353.png' : '350.png';
      seen.push((assetAt(shown, 0)?.name ?? newest) === newest);
    });
    library.assets = [asset(353), asset(352), asset(351), ...library.assets];
    await client.invalidateQueries({ queryKey: ['assets'] });
    const shown = await shownAfter(1);
    unsubscribe();
    expect(shown.outline.total).toBe(353);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(false);
  });

  it('tells how far what is seen has moved', async () => {
    await shownAfter(0);
    source.want({ from: 120, to: 140 }, { from: 100, to: 160 });
    await vi.waitFor(() => expect(assetAt(source.getState().shown ?? expect.fail(), 120)).toBeDefined());
    library.assets = [asset(352), asset(351), ...library.assets];
    await client.invalidateQueries({ queryKey: ['assets'] });
    const shown = await shownAfter(1, 122);
    expect(shown.drift).toBe(2);
    expect(assetAt(shown, 122)?.name).toBe('230.png');
  });

  it('keeps its rows on screen while the new ones are on their way', async () => {
    const before = await shownAfter(0);
    let open = (): void => {};
    library.gate = new Promise((resolve) => {
      open = resolve;
    });
    library.assets = library.assets.slice(1);
    const refreshed = client.invalidateQueries({ queryKey: ['assets'] });
    expect(source.getState().shown).toBe(before);
    open();
    library.gate = null;
    await refreshed;
    const after = await shownAfter(before.version);
    expect(assetAt(after, 0)?.name).toBe('349.png');
  });

  it('takes new facts of the same assets at once', async () => {
    const shown = await shownAfter(0);
    const [first, ...others] = library.assets;
    library.assets = [{ ...(first ?? expect.fail()), rating: 5 }, ...others];
    await client.invalidateQueries({ queryKey: ['assets', 'page'] });
    await vi.waitFor(() => expect(assetAt(source.getState().shown ?? expect.fail(), 0)?.rating).toBe(5));
    expect(source.getState().shown?.version).toBe(shown.version);
  });
});

it('a refused result says why', async () => {
  vi.stubGlobal('window', {
    sparklio: {
      call: async () => ({
        ok: false,
        error: { code: 'library_not_open', message: 'No library is open', details: {}, retry: false },
      }),
      on: () => () => {},
    },
  });
  const refused = new ResultSource(new QueryClient({ defaultOptions: { queries: { retry: false } } }), query);
  const end = refused.start();
  await vi.waitFor(() => expect(refused.getState().error).toMatchObject({ code: 'library_not_open' }));
  end();
  vi.unstubAllGlobals();
});
