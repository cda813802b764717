import type { AssetQuery } from '@shared/domain/query.ts';
import { useEffect, useRef } from 'react';
import { useSelection } from '../../../app/selection-store.ts';

/** Lets the selection go when another place is shown; filters and order keep it, but not the places of its range. */
export function useSelectionPlace({ scope, text, filters, sort }: AssetQuery): void {
  const place = JSON.stringify(scope);
  const result = JSON.stringify([text, filters, sort]);
  const before = useRef({ place, result });
  useEffect(() => {
    if (before.current.place !== place) useSelection.getState().clear();
    else if (before.current.result !== result) useSelection.setState({ anchor: null });
    before.current = { place, result };
  }, [place, result]);
}
