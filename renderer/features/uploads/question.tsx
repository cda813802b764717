import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../app/edit.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/controls.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import styles from './question.module.css';

interface Choice<D> {
  decision: D;
  name: string;
  hint: string;
  /** Can be remembered for drops to come. */
  lasting: boolean;
}

interface QuestionProps<D> {
  title: string;
  /** What it is asked about. */
  about?: ReactNode;
  /** What else there is to know. */
  lines?: readonly string[];
  choices: readonly Choice<D>[];
  /** `always`: from now on, too. */
  onDecide: (decision: D, always: boolean) => Promise<void>;
}

/** Asked once for a drop about some of its files. The others go on meanwhile. */
export function Question<D extends string>({
  title,
  about,
  lines = [],
  choices,
  onDecide,
}: QuestionProps<D>) {
  const { t } = useTranslation('uploads');
  const id = useId();
  const [always, setAlways] = useState(false);
  const [busy, setBusy] = useState(false);

  const decide = async (decision: D): Promise<void> => {
    setBusy(true);
    try {
      await onDecide(decision, always);
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <fieldset className={styles.question} aria-labelledby={id} disabled={busy}>
      <p id={id} className={styles.title}>
        {title}
      </p>
      {about}
      {lines.map((line) => (
        <p key={line} className={styles.text}>
          {line}
        </p>
      ))}
      <div className={styles.choices}>
        {choices.map(({ decision, name, hint, lasting }) => (
          <Tooltip key={decision} label={hint}>
            <Button size="s" disabled={always && !lasting} onClick={() => void decide(decision)}>
              {name}
            </Button>
          </Tooltip>
        ))}
      </div>
      <Checkbox label={t('duplicates.always')} checked={always} onChange={setAlways} />
    </fieldset>
  );
}
