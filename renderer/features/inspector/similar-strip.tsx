import type { AssetDetails } from '@shared/domain/asset.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ContractError, client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useSelection } from '../../app/selection-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button, Skeleton } from '../../components/index.ts';
import { assetActions } from '../library/actions/asset-actions.ts';
import { Thumbnail } from '../library/cells/thumbnail.tsx';
import styles from './inspector.module.css';
import { Section } from './section.tsx';
import { useSettled } from './use-settled.ts';

const shown = 6;
/** Searching waits until the selection rests, ms. */
const settleMs = 250;

/** The assets of the brand that look most like this one. */
export function SimilarStrip({ asset }: { asset: AssetDetails }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const settledId = useSettled(asset.id, settleMs);
  const source = { kind: 'asset', assetId: asset.id } as const;
  // One more than is shown: the asset itself may be among them.
  const { data, error, isPending } = useQuery({
    queryKey: queryKeys.similar(source, asset.brandId, 0, shown + 1),
    queryFn: () => client.similar.search({ source, brandId: asset.brandId, threshold: 0, limit: shown + 1 }),
    enabled: settledId === asset.id && asset.hasVector,
  });
  const results = data?.results.filter((result) => result.asset.id !== asset.id).slice(0, shown) ?? [];
  const waiting = !asset.hasVector || (error instanceof ContractError && error.code === 'no_vector');
  const hint = waiting ? t('similar.waiting') : error !== null ? t('similar.failed') : t('similar.none');
  return (
    <Section
      title={t('similar.title')}
      action={
        results.length > 0 && (
          <Button size="s" variant="ghost" onClick={() => assetActions.findSimilar(asset)}>
            {t('similar.all')}
          </Button>
        )
      }
    >
      {isPending && !waiting ? (
        <div className={styles.strip}>
          {Array.from({ length: shown }, (_, place) => `place-${place}`).map((key) => (
            <Skeleton key={key} className={styles.similar} width="100%" height="auto" radius={5} />
          ))}
        </div>
      ) : results.length === 0 ? (
        <p className={styles.hint}>{hint}</p>
      ) : (
        <div className={styles.strip}>
          {results.map(({ asset: result, similarity }) => (
            <button
              key={result.id}
              type="button"
              className={styles.similar}
              title={result.name}
              aria-label={t('similar.result', { name: result.name, percent: format.percent(similarity) })}
              onClick={() => useSelection.getState().select([result.id], null)}
            >
              <Thumbnail asset={result} small />
              <span className={styles.percent}>{format.percent(similarity)}</span>
            </button>
          ))}
        </div>
      )}
    </Section>
  );
}
