import type { Health, NodeHealth } from '@shared/contract/health.ts';

/** Since when work waits: the part of those that are away which went first; null where none tells. */
export function awaySince(nodes: readonly NodeHealth[]): string | null {
  const times = nodes.flatMap(({ state, since }) => (state === 'down' && since !== null ? [since] : []));
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** The part to name where there is room for one: what is away before what is slow. */
export function worstNode({ nodes }: Pick<Health, 'nodes'>): NodeHealth | null {
  return nodes.find(({ state }) => state === 'down') ?? nodes.find(({ state }) => state === 'slow') ?? null;
}

/** When a part was looked at last; null before the first look. */
export function lastChecked(nodes: readonly NodeHealth[]): string | null {
  const times = nodes.flatMap(({ checkedAt }) => checkedAt ?? []);
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}
