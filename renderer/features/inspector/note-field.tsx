import type { AssetId } from '@shared/domain/ids.ts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { focusGrid } from '../library/focus-requests.ts';
import styles from './inspector.module.css';
import { Section } from './section.tsx';

/** The note of an asset: a field, or its words where it can only be read. */
export function Note({ id, note }: { id: AssetId; note: string }) {
  const { t } = useTranslation('inspector');
  if (useCanChange()) return <NoteField id={id} note={note} />;
  if (note === '') return null;
  return (
    <Section title={t('note')}>
      <p className={styles.fixedNote} data-selectable>
        {note}
      </p>
    </Section>
  );
}

/** Kept when the field is left. */
function NoteField({ id, note }: { id: AssetId; note: string }) {
  const { t } = useTranslation('inspector');
  const [typed, setTyped] = useState(note);
  const stored = useRef(note);
  const latest = useRef(typed);
  latest.current = typed;

  useEffect(() => {
    // Undo or another window changed it; what is being typed here stays.
    if (latest.current === stored.current) setTyped(note);
    stored.current = note;
  }, [note]);

  const keep = (): void => {
    if (latest.current === stored.current) return;
    stored.current = latest.current;
    void assetActions.annotate(id, latest.current);
  };
  const keepLatest = useRef(keep);
  keepLatest.current = keep;
  // Another asset was selected by a key while the field had the focus: nothing typed is lost.
  useEffect(() => () => keepLatest.current(), []);

  return (
    <Section title={t('note')}>
      <textarea
        className={styles.note}
        aria-label={t('note')}
        placeholder={t('notePlaceholder')}
        rows={2}
        maxLength={10_000}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.key !== 'Escape') return;
          keep();
          focusGrid();
        }}
      />
    </Section>
  );
}
