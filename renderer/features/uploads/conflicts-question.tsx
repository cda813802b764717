import type { UploadBatch } from '@shared/domain/upload.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useCatalog } from '../../app/use-library.ts';
import { Namesakes } from './namesakes.tsx';
import { Question } from './question.tsx';
import { isActive } from './upload-state.ts';
import { targetName } from './upload-target.ts';

const decisions = ['version', 'keep', 'skip'] as const;
/** Files that are shown; the list of files has them all. */
const mostShown = 3;

/** Assets of the place are called like some of a drop's files, and have other content. */
export function ConflictsQuestion({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const { data: catalog } = useCatalog();
  const { id: batchId, openConflicts: count, brandId, projectId } = batch;
  const { data } = useQuery({
    queryKey: [...queryKeys.batchFiles(batchId, 0), 'conflict', count],
    queryFn: () => client.ingest.files({ batchId, states: ['conflict'], offset: 0, limit: mostShown }),
    placeholderData: (before) => before,
  });
  // Where folders become projects the files of a drop go to several places.
  const first = data?.files[0];
  const place = targetName(first ?? { brandId, projectId }, catalog) ?? '';
  const files = useMemo(() => (data?.files ?? []).filter(({ conflict }) => conflict === 'undecided'), [data]);
  const name = files[0]?.name;
  const more = count - files.length;
  return (
    <Question
      title={
        count === 1 && name !== undefined
          ? t('conflicts.one', { name, place })
          : t('conflicts.title', { count, place })
      }
      lines={[
        [
          ...(more > 0 && files.length > 0 ? [t('conflicts.more', { count: more })] : []),
          t('conflicts.text'),
          ...(isActive(batch) ? [t('question.rest')] : []),
        ].join(' '),
      ]}
      about={files.length > 0 && <Namesakes files={files} named={count > 1} />}
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
