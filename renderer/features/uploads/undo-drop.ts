import type { BatchId } from '@shared/domain/ids.ts';
import { client } from '../../app/client.ts';
import { runEdit } from '../../app/edit.ts';
import { i18n } from '../../app/i18n.ts';

/** Puts what a drop added into the trash; that can be taken back like any other edit. */
export function undoDrop({ id, title }: { id: BatchId; title: string }): Promise<boolean> {
  return runEdit(client.ingest.undo({ batchId: id }), (count) => i18n.t('uploads:undone', { count, title }));
}
