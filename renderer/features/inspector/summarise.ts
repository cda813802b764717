import type { AssetSummary, AssetType, ColorLabel } from '@shared/domain/asset.ts';

export interface SelectionSummary {
  readonly bytes: number;
  /** Most frequent first. */
  readonly types: readonly { readonly type: AssetType; readonly count: number }[];
  /** Null where they differ. */
  readonly rating: number | null;
  /** Undefined where they differ. */
  readonly label: ColorLabel | null | undefined;
}

/** The one value that all have, or undefined. */
function shared<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

/** What a selection weighs and has in common. */
export function summarise(assets: readonly AssetSummary[]): SelectionSummary {
  const counts = new Map<AssetType, number>();
  for (const { type } of assets) counts.set(type, (counts.get(type) ?? 0) + 1);
  return {
    bytes: assets.reduce((sum, { size }) => sum + size, 0),
    types: [...counts].map(([type, count]) => ({ type, count })).toSorted((a, b) => b.count - a.count),
    rating: shared(assets.map(({ rating }) => rating)) ?? null,
    label: shared(assets.map(({ label }) => label)),
  };
}
