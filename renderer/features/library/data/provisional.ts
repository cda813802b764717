import type { AssetSummary } from '@shared/domain/asset.ts';
import type { Sort } from '@shared/domain/query.ts';
import { encodeRatio } from '../layout/ratio.ts';
import type { Outline } from './queries.ts';

/** Runs of assets that were added on one UTC day, in order; empty unless sorted by date. */
export function dayRuns(assets: readonly AssetSummary[], sort: Sort): Outline['days'] {
  if (sort.by !== 'created') return [];
  const runs: Outline['days'] = [];
  for (const asset of assets) {
    const day = asset.createdAt.slice(0, 10);
    const last = runs.at(-1);
    if (last?.day === day) last.count += 1;
    else runs.push({ day, count: 1 });
  }
  return runs;
}

/** An outline of the first page alone, to show it while the true outline is on its way. */
export function provisionalOutline(assets: readonly AssetSummary[], sort: Sort): Outline {
  return {
    total: assets.length,
    cursors: [null],
    ratios: Uint8Array.from(assets, ({ width, height }) =>
      width === null || height === null ? 0 : encodeRatio(width / height),
    ),
    days: dayRuns(assets, sort),
  };
}
