/** Fields outside of a component that keys lead to: the tag field of the inspector, and the grid. */
type FocusTarget = 'tags' | 'grid';

const targets = new Map<FocusTarget, () => void>();

/** Offers a field to be focused; returns the function that withdraws it. */
export function offerFocus(target: FocusTarget, focus: () => void): () => void {
  targets.set(target, focus);
  return () => {
    if (targets.get(target) === focus) targets.delete(target);
  };
}

function request(target: FocusTarget): boolean {
  const focus = targets.get(target);
  focus?.();
  return focus !== undefined;
}

/** Each answers whether there was such a field on screen. */
export const focusTags = (): boolean => request('tags');
export const focusGrid = (): boolean => request('grid');
