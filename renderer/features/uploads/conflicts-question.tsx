import type { UploadBatch } from '@shared/domain/upload.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useCatalog } from '../../app/use-library.ts';
import { Question } from './question.tsx';
import { isActive } from './upload-state.ts';
import { targetName } from './upload-target.ts';

const decisions = ['version', 'keep', 'skip'] as const;
/** Names that are told; the list of files has them all. */
const mostNames = 3;

/** Assets of the place are called like some of a drop's files, and have other content. */
export function ConflictsQuestion({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const { data: catalog } = useCatalog();
  const { id: batchId, openConflicts: count, brandId, projectId } = batch;
  const { data } = useQuery({
    queryKey: [...queryKeys.batchFiles(batchId, 0), 'conflict', count],
    queryFn: () => client.ingest.files({ batchId, states: ['conflict'], offset: 0, limit: mostNames }),
    placeholderData: (before) => before,
  });
  // Where folders become projects the files of a drop go to several places.
  const first = data?.files[0];
  const place = targetName(first ?? { brandId, projectId }, catalog) ?? '';
  const names = (data?.files ?? []).map(({ name }) => name);
  const [name] = names;
  const listed = names.join(', ');
  const more = count - names.length;
  return (
    <Question
      title={
        count === 1 && name !== undefined
          ? t('conflicts.one', { name, place })
          : t('conflicts.title', { count, place })
      }
      lines={[
        ...(count === 1 ? [] : [more > 0 ? t('conflicts.names', { names: listed, count: more }) : listed]),
        isActive(batch) ? `${t('conflicts.text')} ${t('question.rest')}` : t('conflicts.text'),
      ]}
      choices={decisions.map((decision) => ({
        decision,
        name: t(`conflicts.${decision}.name`),
        hint: t(`conflicts.${decision}.hint`),
        // What is left out is left out by a person, each time.
        lasting: decision !== 'skip',
      }))}
      onDecide={async (decision, always) => {
        await client.ingest.decideConflicts({ batchId, uploadId: null, decision });
        if (always && decision !== 'skip') await useSettings.getState().update({ conflicts: decision });
      }}
    />
  );
}
