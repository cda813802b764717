import type { EventPayload } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { Publish } from '../ipc/publish.ts';

/** The first changes are told soon; during a stream of them the window gets ever more time to draw in between. */
const firstMs = 200;
const wideMs = 1600;
/** Facts of single assets cost less: only those on screen are read again. */
const detailsMs = 400;
/** After so long without any, the next one is the first of a stream. */
const quietMs = 2 * wideMs;

/** Gathers what changed and tells the window at a bearable rate. */
export interface Changes {
  /** The set or order of assets changed (and so counts and tags may have). */
  assets(): void;
  /** Facts of one asset changed. */
  details(id: AssetId): void;
  catalog(): void;
  tags(): void;
  /** What another desktop or program changed: told to the window, and not passed on. */
  heard(change: Change): void;
}

export type Change = EventPayload<'library.changed'>;
type Wide = Exclude<Change['what'], 'asset-details'>;

/** `tell`: passes on what was changed here to the other desktops, at the same rate. */
export function createChanges(publish: Publish, tell: (change: Change) => void = () => undefined): Changes {
  const wide = gather<Wide>(wideMs, (all, own) => {
    for (const what of all) publish('library.changed', { what, assetIds: [] });
    for (const what of own) tell({ what, assetIds: [] });
  });
  const details = gather<string>(detailsMs, (all, own) => {
    publish('library.changed', { what: 'asset-details', assetIds: all });
    if (own.length > 0) tell({ what: 'asset-details', assetIds: own });
  });
  return {
    assets: () => wide.add('assets', true),
    catalog: () => wide.add('catalog', true),
    tags: () => wide.add('tags', true),
    details: (id) => details.add(id, true),
    heard({ what, assetIds }) {
      if (what !== 'asset-details') wide.add(what, false);
      else for (const id of assetIds) details.add(id, false);
    },
  };
}

/** Passes on each thing once after a pause that grows to `atMostMs` while they keep coming; `own`: those of this desktop. */
function gather<T>(atMostMs: number, pass: (all: T[], own: T[]) => void) {
  let all = new Set<T>();
  let own = new Set<T>();
  let timer: NodeJS.Timeout | null = null;
  let passedAt = Number.NEGATIVE_INFINITY;
  let pauseMs = firstMs;

  function flush(): void {
    timer = null;
    passedAt = performance.now();
    const [before, ownBefore] = [all, own];
    [all, own] = [new Set(), new Set()];
    pass([...before], [...ownBefore]);
  }

  return {
    add(what: T, isOwn: boolean): void {
      all.add(what);
      if (isOwn) own.add(what);
      if (timer !== null) return;
      const isStreaming = performance.now() - passedAt < quietMs;
      pauseMs = isStreaming ? Math.min(2 * pauseMs, atMostMs) : firstMs;
      timer = setTimeout(flush, pauseMs);
    },
  };
}
