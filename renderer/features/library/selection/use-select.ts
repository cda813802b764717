import type { AssetId } from '@shared/domain/ids.ts';
import { useCallback, useMemo, useRef } from 'react';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { useSelection } from '../../../app/selection-store.ts';
import { loadedIds, type Shown } from '../data/result-source.ts';
import { neededRange, type SelectionIntent, select } from './intent.ts';

export interface Select {
  /** Carries out an intent; at once where the ids are loaded, else as soon as they are known. */
  apply(intent: SelectionIntent): void;
  /** Selects the whole result. */
  all(): void;
  /** Ids of places of the result, from the pages or from the main process. */
  idsOf(from: number, to: number): Promise<readonly AssetId[]>;
}

/** Selects in the result that is shown. */
export function useSelect(shown: Shown): Select {
  const latest = useRef(shown);
  latest.current = shown;
  /** Counts intents: ids that arrive after a later intent are of no use. */
  const turn = useRef(0);

  const idsOf = useCallback(async (from: number, to: number): Promise<readonly AssetId[]> => {
    const loaded = loadedIds(latest.current, from, to);
    if (loaded !== undefined) return loaded;
    const { ids } = await client.assets.ids({ query: latest.current.query, from, to });
    return ids;
  }, []);

  return useMemo(() => {
    const commit = (intent: SelectionIntent, ids: readonly AssetId[]): void => {
      const next = select(useSelection.getState(), intent, ids);
      useSelection.setState({ ids: next.ids, anchor: next.anchor, focus: next.focus });
    };
    const fetchThen = async (
      range: { from: number; to: number },
      then: (ids: readonly AssetId[]) => void,
    ) => {
      turn.current += 1;
      const mine = turn.current;
      try {
        const ids = await idsOf(range.from, range.to);
        if (mine === turn.current) then(ids);
      } catch (error) {
        toastError(error);
      }
    };
    return {
      idsOf,
      apply: (intent) => {
        const range = neededRange(intent);
        const ids = range === null ? [] : loadedIds(latest.current, range.from, range.to);
        if (range === null || ids !== undefined) {
          turn.current += 1;
          commit(intent, ids ?? []);
          return;
        }
        void fetchThen(range, (fetched) => commit(intent, fetched));
      },
      all: () => {
        const { total } = latest.current.outline;
        if (total === 0) return;
        void fetchThen({ from: 0, to: total - 1 }, (ids) => {
          const { focus } = useSelection.getState();
          const [first] = ids;
          useSelection.setState({
            ids: new Set(ids),
            anchor: 0,
            focus: focus ?? (first === undefined ? null : { id: first, index: 0 }),
          });
        });
      },
    };
  }, [idsOf]);
}
