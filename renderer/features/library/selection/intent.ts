import type { AssetId } from '@shared/domain/ids.ts';

/** What a click or key wants of the selection, in places of the present result. */
export type SelectionIntent =
  | { readonly kind: 'only'; readonly index: number }
  | { readonly kind: 'toggle'; readonly index: number }
  /** Everything between two places, both included; `keep` adds it to what is selected. */
  | {
      readonly kind: 'range';
      readonly anchor: number;
      readonly index: number;
      readonly keep: boolean;
    }
  | { readonly kind: 'none' };

export interface Modifiers {
  readonly shift: boolean;
  /** Ctrl, or ⌘ on macOS. */
  readonly mod: boolean;
}

export function clickIntent(
  index: number,
  { shift, mod }: Modifiers,
  anchor: number | null,
): SelectionIntent {
  if (shift && anchor !== null) return { kind: 'range', anchor, index, keep: mod };
  if (mod) return { kind: 'toggle', index };
  return { kind: 'only', index };
}

/** What moving the focus to `index` by keyboard selects. */
export function moveIntent(index: number, { shift }: Modifiers, anchor: number | null): SelectionIntent {
  return shift ? { kind: 'range', anchor: anchor ?? index, index, keep: false } : { kind: 'only', index };
}

/** Places whose ids an intent needs, first and last. */
export function neededRange(intent: SelectionIntent): { from: number; to: number } | null {
  switch (intent.kind) {
    case 'none':
      return null;
    case 'range':
      return { from: Math.min(intent.anchor, intent.index), to: Math.max(intent.anchor, intent.index) };
    default:
      return { from: intent.index, to: intent.index };
  }
}

export interface Selection {
  readonly ids: ReadonlySet<AssetId>;
  readonly anchor: number | null;
  readonly focus: { readonly id: AssetId; readonly index: number } | null;
}

/**
 * The selection after an intent.
 *
 * @param ids ids of the places of `neededRange`, in order; fewer where the result became shorter
 */
export function select(before: Selection, intent: SelectionIntent, ids: readonly AssetId[]): Selection {
  switch (intent.kind) {
    case 'none':
      return { ids: new Set(), anchor: before.anchor, focus: before.focus };
    case 'only': {
      const [id] = ids;
      return id === undefined
        ? before
        : { ids: new Set([id]), anchor: intent.index, focus: { id, index: intent.index } };
    }
    case 'toggle': {
      const [id] = ids;
      if (id === undefined) return before;
      const next = new Set(before.ids);
      if (!next.delete(id)) next.add(id);
      return { ids: next, anchor: intent.index, focus: { id, index: intent.index } };
    }
    case 'range': {
      const id = intent.index < intent.anchor ? ids[0] : ids.at(-1);
      if (id === undefined) return before;
      return {
        ids: new Set(intent.keep ? [...before.ids, ...ids] : ids),
        anchor: intent.anchor,
        focus: { id, index: intent.index },
      };
    }
  }
}
