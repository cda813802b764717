import type { EventPayload } from '../../shared/contract/index.ts';
import type { AssetId } from '../../shared/domain/ids.ts';
import type { Publish } from '../ipc/publish.ts';

/** The first change is told soon; during a stream of them the window gets time to draw in between. */
const firstMs = 200;
const streamMs = 1600;

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

/** `tell`: passes on what was changed here to the other desktops, at the same rate. */
export function createChanges(publish: Publish, tell: (change: Change) => void = () => undefined): Changes {
  let pending = new Set<Wide>();
  let ids = new Set<string>();
  let ownPending = new Set<Wide>();
  let ownIds = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let lastFlush = 0;

  function flush(): void {
    timer = null;
    lastFlush = performance.now();
    const all = gathered(pending, ids);
    const own = gathered(ownPending, ownIds);
    pending = new Set();
    ids = new Set();
    ownPending = new Set();
    ownIds = new Set();
    for (const change of all) publish('library.changed', change);
    for (const change of own) tell(change);
  }

  function schedule(): void {
    if (timer !== null) return;
    const streaming = performance.now() - lastFlush < 2 * streamMs;
    timer = setTimeout(flush, streaming ? streamMs : firstMs);
  }

  function change(kind: Wide): void {
    pending.add(kind);
    ownPending.add(kind);
    schedule();
  }

  return {
    assets: () => change('assets'),
    catalog: () => change('catalog'),
    tags: () => change('tags'),
    details(id) {
      ids.add(id);
      ownIds.add(id);
      schedule();
    },
    heard({ what, assetIds }) {
      if (what !== 'asset-details') pending.add(what);
      else for (const id of assetIds) ids.add(id);
      schedule();
    },
  };
}

type Wide = Exclude<Change['what'], 'asset-details'>;

function gathered(wide: ReadonlySet<Wide>, ids: ReadonlySet<string>): Change[] {
  const changes: Change[] = [...wide].map((what) => ({ what, assetIds: [] }));
  return ids.size === 0 ? changes : [...changes, { what: 'asset-details', assetIds: [...ids] }];
}
