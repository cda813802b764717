import type { AssetId } from '@shared/domain/ids.ts';
import { useTranslation } from 'react-i18next';
import { useSelection } from '../../app/selection-store.ts';
import { useView } from '../../app/view-store.ts';
import { Button } from '../../components/index.ts';
import styles from './inspector.module.css';
import { Section } from './section.tsx';

const longest = 600;

/** The beginning of the text inside an asset. */
export function TextExcerpt({ text, id }: { text: string; id: AssetId }) {
  const { t } = useTranslation('inspector');
  const open = (): void => {
    const { focus } = useSelection.getState();
    useView.getState().openViewer({ mode: 'viewer', assetId: id, index: focus?.id === id ? focus.index : 0 });
  };
  const short = text.trim().slice(0, longest);
  return (
    <Section
      title={t('text')}
      action={
        <Button size="s" variant="ghost" onClick={open}>
          {t('readAll')}
        </Button>
      }
    >
      <p className={styles.excerpt} data-selectable>
        {short}
        {short.length < text.trim().length && '…'}
      </p>
    </Section>
  );
}
