import { useSelection } from '../../app/selection-store.ts';
import { ManyAssets } from './many-assets.tsx';
import { OneAsset } from './one-asset.tsx';
import { ScopeSummary } from './scope-summary.tsx';
import { useSettled } from './use-settled.ts';

/** While the selection moves on by held keys, nothing is fetched for what is passed, ms. */
const settleMs = 70;

/** What is selected: nothing (then the place that is shown), one asset, or many. */
export function Inspector() {
  const ids = useSettled(
    useSelection((state) => state.ids),
    settleMs,
  );
  const [first] = ids;
  if (first === undefined) return <ScopeSummary />;
  return ids.size === 1 ? <OneAsset id={first} /> : <ManyAssets ids={ids} />;
}
