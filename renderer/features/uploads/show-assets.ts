import type { AssetId, BatchId, BrandId, ProjectId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { useView } from '../../app/view-store.ts';
import { toast } from '../../components/toast-store.ts';

/** Instants from the first to the last of them and some ms beyond, as the date filter takes them; `to` is exclusive. */
function rangeOf(instants: readonly string[], beyondMs: number): { from: string; to: string } {
  const times = instants.map((instant) => new Date(instant).getTime());
  return {
    from: new Date(Math.min(...times)).toISOString(),
    to: new Date(Math.max(...times) + beyondMs).toISOString(),
  };
}

interface Place {
  brandId: BrandId;
  projectId: ProjectId | null;
}

/** Shows what was added to a place in some time, and nothing else; the filter is one to take off again. */
function show(place: Place, created: { from: string; to: string }): void {
  const { brandId, projectId } = place;
  const view = useView.getState();
  view.setScope(projectId === null ? { kind: 'brand', brandId } : { kind: 'project', brandId, projectId });
  view.setFilters({ created });
}

const gone = (): number => toast.info(i18n.t('uploads:history.gone'));

/** Shows one asset; a file that was in the library already may be in another place than its drop. */
export async function showAsset(id: AssetId): Promise<void> {
  try {
    const { assets } = await client.assets.summaries({ ids: [id] });
    const [asset] = assets;
    if (!asset || asset.deletedAt !== null) gone();
    // The files of a drop are a millisecond apart.
    else show(asset, rangeOf([asset.createdAt], 1));
  } catch (error) {
    toastError(error);
  }
}

/** Shows everything that a drop added. */
export async function showAdded(drop: Place & { id: BatchId }): Promise<void> {
  try {
    const { created } = await client.ingest.added({ batchId: drop.id });
    if (created === null) gone();
    else show(drop, rangeOf([created.first, created.last], 1000));
  } catch (error) {
    toastError(error);
  }
}
