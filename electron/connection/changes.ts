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
}

export function createChanges(publish: Publish): Changes {
  let pending = new Set<'assets' | 'catalog' | 'tags'>();
  let ids = new Set<AssetId>();
  let timer: NodeJS.Timeout | null = null;
  let lastFlush = 0;

  function flush(): void {
    timer = null;
    lastFlush = performance.now();
    const what = pending;
    const changed = ids;
    pending = new Set();
    ids = new Set();
    for (const kind of what) publish('library.changed', { what: kind, assetIds: [] });
    if (changed.size > 0) publish('library.changed', { what: 'asset-details', assetIds: [...changed] });
  }

  function schedule(): void {
    if (timer !== null) return;
    const streaming = performance.now() - lastFlush < 2 * streamMs;
    timer = setTimeout(flush, streaming ? streamMs : firstMs);
  }

  return {
    assets() {
      pending.add('assets');
      schedule();
    },
    details(id) {
      ids.add(id);
      schedule();
    },
    catalog() {
      pending.add('catalog');
      schedule();
    },
    tags() {
      pending.add('tags');
      schedule();
    },
  };
}
