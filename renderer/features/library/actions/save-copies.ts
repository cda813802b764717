import type { CopyMetadata } from '@shared/contract/assets.ts';
import type { CallOutput } from '@shared/contract/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { errorText } from '../../../app/error-text.ts';
import { i18n } from '../../../app/i18n.ts';
import { useView } from '../../../app/view-store.ts';
import { toast } from '../../../components/index.ts';
import { useCopying } from './copying-store.ts';
import { byOffer, notBareReason } from './not-bare.ts';

type Failed = CallOutput<'assets.saveCopies'>['failed'];

const mostNames = 3;
/** Milliseconds: the question comes when the person may be elsewhere. */
const timeToDecide = 30_000;
const namesOf = (failed: Failed): string =>
  failed
    .slice(0, mostNames)
    .map(({ name }) => name)
    .join(', ');

/**
 * Saves copies into a folder that the person is asked for, and says how it went.
 *
 * @param intoFolderOf a run whose folder is taken without asking
 */
export async function saveCopies(
  ids: AssetId[],
  metadata: CopyMetadata,
  intoFolderOf: string | null = null,
): Promise<void> {
  const run = crypto.randomUUID();
  const copying = useCopying.getState();
  copying.begin(run, ids.length);
  try {
    const { saved, failed } = await client.assets.saveCopies({ ids, metadata, run, intoFolderOf });
    const wasCancelled = copying.end(run);
    if (wasCancelled) toast.info(i18n.t('library:done.savedUntilCancelled', { count: saved }));
    else if (saved > 0) {
      const words = metadata === 'removed' ? 'library:done.savedBare' : 'library:done.saved';
      toast.success(i18n.t(words, { count: saved }));
    }
    const { asTheyAre, others } =
      metadata === 'removed' ? byOffer(failed) : { asTheyAre: [], others: failed };
    tellOthers(others);
    offerAsTheyAre(asTheyAre, run);
  } catch (error) {
    copying.end(run);
    toastError(error);
  }
}

function tellOthers(failed: Failed): void {
  const [first] = failed;
  if (first === undefined) return;
  const reason = first.code === 'internal' ? '' : ` – ${errorText(first).title}`;
  toast.error(i18n.t('library:done.notSaved', { count: failed.length }), {
    description: failed.length === 1 ? `${first.name}${reason}` : namesOf(failed),
    // What the library says is not so: that is found out, and repaired, elsewhere.
    ...(failed.some(({ code }) => code === 'original_missing') && {
      duration: timeToDecide,
      action: { label: i18n.t('library:openCheck'), onSelect: () => useView.getState().showCheck() },
    }),
  });
}

function nameWithReason(failure: Failed[number]): string {
  const reason = notBareReason(failure);
  return reason === null ? failure.name : `${failure.name} (${i18n.t(`library:notBare.${reason}`)})`;
}

/** Nothing is written with its metadata unless the person says so. */
function offerAsTheyAre(failed: Failed, run: string): void {
  if (failed.length === 0) return;
  toast.error(i18n.t('library:done.notBare', { count: failed.length }), {
    description: failed.slice(0, mostNames).map(nameWithReason).join(', '),
    duration: timeToDecide,
    action: {
      label: i18n.t('library:done.saveAsTheyAre'),
      onSelect: () =>
        void saveCopies(
          failed.map(({ id }) => id),
          'kept',
          run,
        ),
    },
  });
}

/** Ends a run; what is saved by then stays. */
export function cancelCopies(run: string): void {
  useCopying.getState().cancelled(run);
  void client.assets.cancelCopies({ run }).catch(toastError);
}
