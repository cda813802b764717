import type { UploadBatch } from '@shared/domain/upload.ts';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { useSettings } from '../../app/settings-store.ts';
import { Question } from './question.tsx';
import { isActive } from './upload-state.ts';

const decisions = ['skip', 'link', 'keep'] as const;

/** The brand has some of a drop's files already. */
export function DuplicatesQuestion({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const { id: batchId, undecided, total } = batch;
  return (
    <Question
      title={t('duplicates.title', { count: undecided, total })}
      lines={isActive(batch) ? [t('question.rest')] : []}
      choices={decisions.map((decision) => ({
        decision,
        name: t(`duplicates.${decision}.name`),
        hint: t(`duplicates.${decision}.hint`),
        lasting: true,
      }))}
      onDecide={async (decision, always) => {
        await client.ingest.decideDuplicates({ batchId, uploadId: null, decision });
        if (always) await useSettings.getState().update({ duplicates: decision });
      }}
    />
  );
}
