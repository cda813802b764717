import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { confirm } from '../../components/confirm-dialog.tsx';
import { toast } from '../../components/toast-store.ts';

/** Deletes everything in the trash for good, after asking. */
export async function emptyTrash(): Promise<void> {
  try {
    const { counts } = await queryClient.fetchQuery({
      queryKey: queryKeys.catalog(),
      queryFn: () => client.catalog.get({}),
    });
    const yes = await confirm({
      title: i18n.t('sidebar:emptyTrash.title'),
      description: i18n.t('sidebar:emptyTrash.text', { count: counts.trash }),
      confirmLabel: i18n.t('sidebar:emptyTrash.confirm'),
      danger: true,
    });
    if (!yes) return;
    const { purged } = await client.assets.purge({ ids: null });
    toast.success(i18n.t('sidebar:emptyTrash.done', { count: purged }));
  } catch (error) {
    toastError(error);
  }
}
