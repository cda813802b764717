import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import { IconButton, Segmented, Slider, Tooltip } from '@renderer/components/index.ts';
import type { SimilaritySource } from '@shared/contract/similar.ts';
import { ArrowLeft, ImageIcon, TextSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { resultLimit } from './matches.ts';
import styles from './similar-header.module.css';
import { useQueryPicture } from './use-query-picture.ts';
import type { useSimilarResults } from './use-similar-results.ts';

type View = { source: SimilaritySource; title: string; previewUrl: string | null };

/** The query pinned above its results, with where to search and how similar is similar enough. */
export function SimilarHeader({ results }: { results: ReturnType<typeof useSimilarResults> }) {
  const { t } = useTranslation('similar');
  const main = useView((state) => state.main);
  const showLibrary = useView((state) => state.showLibrary);
  if (main.kind !== 'similar') return null;
  return (
    <header className={styles.header}>
      <IconButton icon={ArrowLeft} label={t('back')} shortcut="Esc" onClick={showLibrary} />
      <Query view={main} results={results} />
      <Where view={main} />
      <Threshold results={results} />
    </header>
  );
}

function Query({ view, results }: { view: View; results: ReturnType<typeof useSimilarResults> }) {
  const { t } = useTranslation('similar');
  const { url, onError } = useQueryPicture(view);
  const { data } = results;
  const byWords = view.source.kind === 'text';
  const count = data?.results.length ?? 0;
  const counted = count >= resultLimit ? 'countMost' : 'count';
  return (
    <div className={styles.query}>
      {url === null ? (
        <span className={styles.picture}>
          {byWords ? (
            <TextSearch size={20} strokeWidth={1.6} aria-hidden />
          ) : (
            <ImageIcon size={20} strokeWidth={1.6} aria-hidden />
          )}
        </span>
      ) : (
        <img className={styles.picture} src={url} alt="" draggable={false} onError={onError} />
      )}
      <div className={styles.words}>
        <h2>{byWords ? t('words', { text: view.title }) : t('like', { name: view.title })}</h2>
        <p aria-live="polite">
          {data === undefined ? (
            <span>{t('searching')}</span>
          ) : (
            <>
              {byWords && <span>{t('wordsHint')}</span>}
              <span>{t(counted, { count })}</span>
              <Tooltip label={t('model', { model: data.model })}>
                <span>{data.exact ? t('exact') : t('approximate')}</span>
              </Tooltip>
              {data.missing > 0 && <span>{t('missing', { count: data.missing })}</span>}
            </>
          )}
        </p>
      </div>
    </div>
  );
}

function Where({ view }: { view: View }) {
  const { t } = useTranslation('similar');
  const brandId = useView((state) => state.similarBrandId);
  const setBrandId = useView((state) => state.setSimilarBrandId);
  const { brand } = useQueryPicture(view);
  if (brand === null) return null;
  return (
    <Segmented
      label={t('where.label')}
      value={brandId === null ? 'everywhere' : 'brand'}
      options={[
        { value: 'brand', label: brand.name },
        { value: 'everywhere', label: t('where.everywhere') },
      ]}
      onChange={(where) => setBrandId(where === 'brand' ? brand.id : null)}
    />
  );
}

function Threshold({
  results: { threshold, setThreshold, most },
}: {
  results: ReturnType<typeof useSimilarResults>;
}) {
  const { t } = useTranslation('similar');
  const format = useFormat();
  return (
    <div className={styles.threshold}>
      <span aria-hidden>{t('threshold.short')}</span>
      <Slider
        label={t('threshold.label')}
        min={0}
        max={most}
        step={0.01}
        value={threshold}
        valueText={t('threshold.value', { percent: format.percent(threshold) })}
        onChange={setThreshold}
      />
      <output>{format.percent(threshold)}</output>
    </div>
  );
}
