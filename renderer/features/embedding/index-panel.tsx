import type { VectorIndex } from '@shared/contract/similar.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CircleAlert, CircleCheck, Gauge, Hammer, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { toastError } from '../../app/edit.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useFormat } from '../../app/use-format.ts';
import { useLibraryStatus } from '../../app/use-library.ts';
import { Button } from '../../components/button.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { toast } from '../../components/toast-store.ts';
import { millisecondsText } from '../health/milliseconds.ts';
import styles from './index-panel.module.css';
import { modelName } from './model-name.ts';
import { SharedIndex } from './shared-index.tsx';

/** The index that similar pictures are found by: what it is, how true it is, and how to make it anew; a page of the settings. */
export function IndexPanel() {
  const { t } = useTranslation('embedding');
  const { status } = useLibraryStatus();
  const open = status?.state === 'open';
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.vectorIndex(),
    queryFn: () => client.similar.index({}),
    enabled: open,
    staleTime: 0,
  });
  return (
    <div className={styles.panel}>
      <p className={styles.intro}>{t('index.intro')}</p>
      {!open ? (
        <p className={styles.note}>{t('needsLibrary')}</p>
      ) : data !== undefined ? (
        <Inspector index={data} writable={status.access === 'write'} servers={status.kind === 'servers'} />
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} compact />
      ) : (
        <>
          <Skeleton height={188} radius={8} />
          <Skeleton height={112} radius={8} />
        </>
      )}
    </div>
  );
}

const take = (index: VectorIndex): VectorIndex | undefined =>
  queryClient.setQueryData<VectorIndex>(queryKeys.vectorIndex(), index);

function Inspector({
  index,
  writable,
  servers,
}: {
  index: VectorIndex;
  writable: boolean;
  /** On this computer there is no other program. */
  servers: boolean;
}) {
  const { t } = useTranslation('embedding');
  const rebuild = useMutation({
    mutationFn: (which: 'own' | 'shared') => client.similar.rebuildIndex({ which }),
    onSuccess: (next, which) => {
      take(next);
      toast.success(t(which === 'own' ? 'index.rebuilding' : 'index.shared.started'));
    },
    onError: toastError,
  });
  const building = index.state === 'building';
  return (
    <>
      <Kind index={index} />
      <section className={styles.card} aria-label={t('index.facts')}>
        <Facts index={index} />
        {index.kind !== 'exact' && (
          <div className={styles.actions}>
            <Button
              size="s"
              icon={Hammer}
              busy={rebuild.isPending && rebuild.variables === 'own'}
              disabled={!writable || building}
              onClick={() => rebuild.mutate('own')}
            >
              {t('index.rebuild')}
            </Button>
          </div>
        )}
      </section>
      <Recall index={index} measurable={index.kind !== 'exact' || (servers && index.shared !== null)} />
      {servers && index.shared !== null && (
        <SharedIndex
          shared={index.shared}
          writable={writable && !building}
          busy={rebuild.isPending && rebuild.variables === 'shared'}
          onReplace={() => rebuild.mutate('shared')}
        />
      )}
    </>
  );
}

function Kind({ index: { kind, state, rows, exactBelow, progress } }: { index: VectorIndex }) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const bad = state === 'failed' || state === 'outgrown' || state === 'not-supported';
  const text =
    state === 'ready' && kind === 'exact'
      ? rows === 0
        ? t('current.none')
        : t('index.stateText.exact', { limit: format.number(exactBelow) })
      : t(`index.stateText.${state}`);
  return (
    <div className={styles.kind}>
      <p className={styles.kindHead}>
        <span className={styles.kindName}>{t(`index.kind.${kind}`)}</span>
        <span className={clsx(styles.state, bad ? styles.warn : state === 'ready' && styles.ok)}>
          {state !== 'building' && <Icon icon={bad ? CircleAlert : CircleCheck} size={14} />}
          {t(`index.state.${state}`)}
        </span>
      </p>
      <p className={styles.intro}>{text}</p>
      {state === 'building' && <Progress label={t('index.building')} value={progress} />}
    </div>
  );
}

function Facts({ index }: { index: VectorIndex }) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const { kind, rows, dimensions, lists, bytes, builtAt, builtRows, buildSeconds, iterativeScan } = index;
  const indexed = kind !== 'exact';
  const facts: (readonly [string, string | null])[] = [
    [t('index.model'), index.model === '' ? '–' : modelName(index.model)],
    [t('index.rows'), format.number(rows)],
    [t('index.dimensions'), dimensions === 0 ? null : format.number(dimensions)],
    [t('index.lists'), lists === null ? null : format.number(lists)],
    [t('index.size'), indexed && bytes !== null ? format.bytes(bytes) : null],
    [t('index.built'), indexed ? (builtAt === null ? t('index.never') : format.dateTime(builtAt)) : null],
    [t('index.builtRows'), indexed && builtRows !== null ? format.number(builtRows) : null],
    [t('index.buildTime'), indexed && buildSeconds !== null ? format.wait(buildSeconds * 1000) : null],
    [t('index.iterative'), indexed ? t(iterativeScan ? 'index.iterativeYes' : 'index.iterativeNo') : null],
  ];
  return (
    <dl className={styles.facts} data-selectable>
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Measured against searches that compare everything. */
function Recall({
  index: { kind, recall, rows, state },
  measurable,
}: {
  index: VectorIndex;
  /** There is an index to measure. */
  measurable: boolean;
}) {
  const { t } = useTranslation('embedding');
  const format = useFormat();
  const measure = useMutation({
    mutationFn: () => client.similar.measureRecall({}),
    onSuccess: take,
    onError: toastError,
  });
  const share = (value: number): string =>
    new Intl.NumberFormat(format.locale, { style: 'percent', maximumFractionDigits: 1 }).format(
      // Rounded down: 100 % is said of nothing less.
      Math.floor(value * 1000) / 1000,
    );
  const low = recall !== null && recall.at10 < 0.95;
  return (
    <section className={styles.card} aria-label={t('index.recall')}>
      <header className={styles.head}>
        <div>
          <h3 className={styles.title}>{t('index.recall')}</h3>
          <p className={styles.intro}>{t('index.recallText')}</p>
        </div>
        {measurable && (
          <Button
            size="s"
            icon={Gauge}
            busy={measure.isPending}
            disabled={rows === 0 || state === 'building'}
            onClick={() => measure.mutate()}
          >
            {t(recall === null ? 'index.measure' : 'index.measureAgain')}
          </Button>
        )}
      </header>
      {recall === null ? (
        <p className={styles.dim}>{t(kind === 'exact' ? 'index.recallExact' : 'index.notMeasured')}</p>
      ) : (
        <dl className={styles.figures} data-selectable>
          <div>
            <dt>{t('index.recallAt10')}</dt>
            <dd className={clsx(low && styles.warn)}>
              {low && <Icon icon={TriangleAlert} size={14} />}
              {share(recall.at10)}
            </dd>
          </div>
          <div>
            <dt>{t('index.p95')}</dt>
            <dd>{millisecondsText(recall.p95Ms, format.locale)}</dd>
          </div>
          <div>
            <dt>{t('index.sample')}</dt>
            <dd>{t('index.sampleCount', { count: recall.sample })}</dd>
          </div>
          <p className={styles.dim}>{t('index.measuredAt', { when: format.dateTime(recall.measuredAt) })}</p>
        </dl>
      )}
    </section>
  );
}
