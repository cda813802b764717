import type { AssetId } from '../../shared/domain/ids.ts';
import type { Publish } from '../ipc/publish.ts';

/** Gathers what changed and tells the window at a bearable rate: at once, then at most every so many ms. */
const quietMs = 400;

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

  function flush(): void {
    timer = null;
    const what = pending;
    const changed = ids;
    pending = new Set();
    ids = new Set();
    for (const kind of what) publish('library.changed', { what: kind, assetIds: [] });
    if (changed.size > 0) publish('library.changed', { what: 'asset-details', assetIds: [...changed] });
  }

  function schedule(): void {
    if (timer === null) timer = setTimeout(flush, quietMs);
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
