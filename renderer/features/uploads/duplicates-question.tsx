import type { DuplicateDecision, UploadBatch } from '@shared/domain/upload.ts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { useSettings } from '../../app/settings-store.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/controls.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import styles from './duplicates-question.module.css';

const decisions = ['skip', 'link', 'keep'] as const;

/** Asked once for a drop: the brand has some of its files already. The others go on meanwhile. */
export function DuplicatesQuestion({ batch }: { batch: UploadBatch }) {
  const { t } = useTranslation('uploads');
  const title = useId();
  const [always, setAlways] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id: batchId, undecided, total } = batch;

  const decide = async (decision: DuplicateDecision): Promise<void> => {
    setBusy(true);
    try {
      await client.ingest.decideDuplicates({ batchId, uploadId: null, decision });
      if (always) await useSettings.getState().update({ duplicates: decision });
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <fieldset className={styles.question} aria-labelledby={title} disabled={busy}>
      <p id={title} className={styles.title}>
        {t('duplicates.title', { count: undecided, total })}
      </p>
      <div className={styles.choices}>
        {decisions.map((decision) => (
          <Tooltip key={decision} label={t(`duplicates.${decision}.hint`)}>
            <Button size="s" onClick={() => void decide(decision)}>
              {t(`duplicates.${decision}.name`)}
            </Button>
          </Tooltip>
        ))}
      </div>
      <Checkbox label={t('duplicates.always')} checked={always} onChange={setAlways} />
    </fieldset>
  );
}
