import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import type { Choose } from './embedding-panel.tsx';
import { ModelCard } from './model-card.tsx';

export function BuiltinCard({ used, onChoose }: { used: boolean; onChoose: Choose | null }) {
  const { t } = useTranslation('embedding');
  return (
    <ModelCard
      name={t('model.builtin')}
      text={t('choice.builtin')}
      used={used}
      traits={[
        { text: t('trait.offline'), good: true },
        { text: t('trait.noText'), good: false },
        { text: t('trait.included'), good: true },
        { text: t('trait.quick'), good: true },
      ]}
      actions={
        !used && (
          <Button
            size="s"
            disabled={onChoose === null}
            onClick={() => void onChoose?.({ kind: 'builtin' }, null)}
          >
            {t('use')}
          </Button>
        )
      }
    />
  );
}
