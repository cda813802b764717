import { type RefObject, useEffect } from 'react';
import { useSelection } from '../../../app/selection-store.ts';
import { cellId } from '../cells/cell.tsx';
import { loadedIndexOf, type Shown } from '../data/result-source.ts';

/**
 * Names the focused asset to screen readers, and keeps the place from which keys go on true when assets come and
 * go before it.
 */
export function useFollowFocus(scroller: RefObject<HTMLElement | null>, shown: Shown): void {
  useEffect(() => {
    const name = (id: string | undefined): void => {
      const element = scroller.current;
      if (element === null) return;
      if (id === undefined) element.removeAttribute('aria-activedescendant');
      else element.setAttribute('aria-activedescendant', cellId(id));
    };
    name(useSelection.getState().focus?.id);
    return useSelection.subscribe(({ focus }) => name(focus?.id));
  }, [scroller]);

  useEffect(() => {
    const { focus, anchor } = useSelection.getState();
    if (focus === null) return;
    const index = loadedIndexOf(shown, focus.id);
    if (index < 0 || index === focus.index) return;
    const moved = index - focus.index;
    useSelection.setState({
      focus: { id: focus.id, index },
      anchor: anchor === null ? null : Math.max(0, anchor + moved),
    });
  }, [shown]);
}
