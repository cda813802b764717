import type { AssetSummary } from '@shared/domain/asset.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import type { AssetQuery } from '@shared/domain/query.ts';
import { type QueryClient, QueryObserver } from '@tanstack/react-query';
import type { Range } from '../layout/locate.ts';
import { anchorShift, nearestPages, pagesOf, sameIds } from './pages.ts';
import { provisionalOutline } from './provisional.ts';
import { type AssetPage, type Outline, outlineOptions, pageOptions, pageSize } from './queries.ts';

/** A result as it is on screen: its outline and those of its pages that are loaded, always of one moment. */
export interface Shown {
  readonly query: AssetQuery;
  readonly outline: Outline;
  readonly pages: ReadonlyMap<number, readonly AssetSummary[]>;
  /** Counts the outlines shown; the same while only facts of assets change. */
  readonly version: number;
  /** How many places the first visible asset moved, summed over all outlines of this source. */
  readonly drift: number;
  /** False while only the first page is known. */
  readonly complete: boolean;
}

export interface ResultState {
  readonly shown: Shown | null;
  readonly error: Error | null;
}

function observePage(client: QueryClient, query: AssetQuery, cursor: string | null) {
  return new QueryObserver(client, pageOptions(query, cursor));
}

interface PageWatch {
  readonly observer: ReturnType<typeof observePage>;
  readonly stop: () => void;
}

/** Pages that stay in hand around the visible ones; further ones are asked for again. */
const keptPages = 40;

/**
 * Follows the result of one query. When the library changes, the new outline and the pages on screen are fetched
 * first and then shown in one step, so that nothing flickers or lands in another asset's place.
 */
export class ResultSource {
  readonly query: AssetQuery;
  readonly #client: QueryClient;
  readonly #outlines;
  /** Observers of the wanted pages, by cursor, with what stops them. */
  readonly #pages = new Map<string | null, PageWatch>();
  readonly #listeners = new Set<() => void>();
  #state: ResultState = { shown: null, error: null };
  #wanted: Range = { from: 0, to: pageSize };
  #visible: Range = { from: 0, to: 1 };
  #wantedPages: number[] = [0];
  #latest: Outline | null = null;
  #adopting = false;
  #running = false;
  #urlsRefreshedAt = 0;

  constructor(client: QueryClient, query: AssetQuery) {
    this.query = query;
    this.#client = client;
    this.#outlines = new QueryObserver(client, outlineOptions(query));
  }

  /** Begins to fetch and follow; returns the function that stops. */
  start(): () => void {
    this.#running = true;
    const stop = this.#outlines.subscribe(() => this.#outlineChanged());
    this.#observePages();
    this.#outlineChanged();
    return () => {
      this.#running = false;
      stop();
      for (const page of this.#pages.values()) page.stop();
      this.#pages.clear();
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): ResultState => this.#state;

  /** Says which assets are on screen, and which should be at hand (the screens around them too). */
  want(visible: Range, around: Range): void {
    this.#visible = visible;
    this.#wanted = around;
    const shown = this.#state.shown;
    if (shown === null) return;
    const pages = pagesOf(around, shown.outline.total, pageSize);
    if (pages.join() === this.#wantedPages.join()) return;
    this.#wantedPages = pages;
    this.#observePages();
  }

  /** Tries again after an error. */
  retry(): void {
    void this.#outlines.refetch();
    for (const { observer } of this.#pages.values()) {
      if (observer.getCurrentResult().isError) void observer.refetch();
    }
  }

  /** Fetches the addresses of pictures again, at most twice a minute: one of them did not load. */
  readonly refreshUrls = (): void => {
    const now = Date.now();
    if (now - this.#urlsRefreshedAt < 30_000) return;
    this.#urlsRefreshedAt = now;
    for (const { observer } of this.#pages.values()) void observer.refetch();
  };

  #observePages(): void {
    const wanted = new Set(
      this.#wantedPages.flatMap((page) => this.#cursorOf(page) ?? []).map(({ cursor }) => cursor),
    );
    for (const [cursor, watch] of this.#pages) {
      if (wanted.has(cursor)) continue;
      watch.stop();
      this.#pages.delete(cursor);
    }
    for (const cursor of wanted) {
      if (this.#pages.has(cursor)) continue;
      const observer = observePage(this.#client, this.query, cursor);
      this.#pages.set(cursor, { observer, stop: observer.subscribe(() => this.#pagesChanged()) });
    }
    this.#pagesChanged();
  }

  /** The cursor of a page (null for the first), boxed; nothing for a page beyond the result. */
  #cursorOf(page: number): { cursor: string | null } | undefined {
    const cursor = page === 0 ? null : this.#state.shown?.outline.cursors[page];
    return cursor === undefined ? undefined : { cursor };
  }

  #pageData(page: number): AssetPage | undefined {
    const found = this.#cursorOf(page);
    return found && this.#pages.get(found.cursor)?.observer.getCurrentResult().data;
  }

  #outlineChanged(): void {
    const { data, error } = this.#outlines.getCurrentResult();
    if (error !== null && this.#state.shown === null) this.#set({ shown: null, error });
    if (data === undefined || data === this.#latest) return;
    this.#latest = data;
    void this.#adopt();
  }

  #pagesChanged(): void {
    const { shown } = this.#state;
    const waiting =
      shown === null || shown.outline !== this.#latest || this.#outlines.getCurrentResult().isFetching;
    if (shown === null) {
      const first = this.#pageData(0);
      if (first !== undefined && this.#latest === null) this.#showFirstPage(first);
      return;
    }
    let pages: Map<number, readonly AssetSummary[]> | null = null;
    for (const page of this.#wantedPages) {
      const assets = this.#pageData(page)?.assets;
      if (assets === undefined) continue;
      const before = shown.pages.get(page);
      if (before === assets || (before !== undefined && waiting && !sameIds(before, assets))) continue;
      pages ??= new Map(shown.pages);
      pages.set(page, assets);
    }
    if (pages !== null) {
      this.#set({
        shown: { ...shown, pages: nearestPages(pages, this.#wantedPages, keptPages) },
        error: null,
      });
    }
  }

  #showFirstPage(first: AssetPage): void {
    const shown: Shown = {
      query: this.query,
      outline: provisionalOutline(first.assets, this.query.sort),
      pages: new Map([[0, first.assets]]),
      version: 0,
      drift: 0,
      complete: false,
    };
    this.#set({ shown, error: null });
  }

  /** Shows the newest outline, once the pages on screen are there in its order too. */
  async #adopt(): Promise<void> {
    if (this.#adopting) return;
    this.#adopting = true;
    try {
      while (this.#running && this.#latest !== null && this.#latest !== this.#state.shown?.outline) {
        const outline = this.#latest;
        const before = this.#state.shown;
        const pages = before === null ? this.#cachedPages(outline) : await this.#fetchPages(before, outline);
        if (outline !== this.#latest) continue;
        const shift =
          before === null ? 0 : (anchorShift(before.pages, pages, this.#visible.from, pageSize) ?? 0);
        const shown: Shown = {
          query: this.query,
          outline,
          pages,
          version: (before?.version ?? 0) + 1,
          drift: (before?.drift ?? 0) + shift,
          complete: true,
        };
        this.#wantedPages = pagesOf(
          { from: Math.max(0, this.#wanted.from + shift), to: this.#wanted.to + shift },
          outline.total,
          pageSize,
        );
        this.#set({ shown, error: null });
        this.#observePages();
      }
    } finally {
      this.#adopting = false;
    }
  }

  #cachedPages(outline: Outline): Map<number, readonly AssetSummary[]> {
    const pages = new Map<number, readonly AssetSummary[]>();
    for (const [page, cursor] of outline.cursors.entries()) {
      if (page > keptPages) break;
      const cached = this.#client.getQueryData(pageOptions(this.query, cursor).queryKey);
      if (cached !== undefined) pages.set(page, cached.assets);
    }
    return pages;
  }

  async #fetchPages(before: Shown, outline: Outline): Promise<Map<number, readonly AssetSummary[]>> {
    const grown = outline.total - before.outline.total;
    const wanted = new Set([
      ...pagesOf(this.#visible, outline.total, pageSize),
      ...pagesOf({ from: this.#visible.from + grown, to: this.#visible.to + grown }, outline.total, pageSize),
    ]);
    const pages = new Map<number, readonly AssetSummary[]>();
    await Promise.allSettled(
      [...wanted].map(async (page) => {
        const cursor = outline.cursors[page];
        if (cursor === undefined) return;
        const { assets } = await this.#client.fetchQuery(pageOptions(this.query, cursor));
        pages.set(page, assets);
      }),
    );
    return pages;
  }

  #set(state: ResultState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The asset at a place of the result, where its page is loaded. */
export function assetAt(shown: Shown, index: number): AssetSummary | undefined {
  return shown.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

/** Ids from one place to another, both included; undefined where a page of them is not loaded. */
export function loadedIds(shown: Shown, from: number, to: number): AssetId[] | undefined {
  const ids: AssetId[] = [];
  for (let index = from; index <= to; index += 1) {
    const asset = assetAt(shown, index);
    if (asset === undefined) return undefined;
    ids.push(asset.id);
  }
  return ids;
}

/** Place of an asset in the loaded pages; -1 when it is in none. */
export function loadedIndexOf(shown: Shown, id: AssetId): number {
  for (const [page, assets] of shown.pages) {
    const position = assets.findIndex((asset) => asset.id === id);
    if (position >= 0) return page * pageSize + position;
  }
  return -1;
}
