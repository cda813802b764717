import type { CallOutput } from '@shared/contract/index.ts';
import { type LibraryPlace, libraryPlaceSchema } from '@shared/contract/relocation.ts';
import type { Profile } from '@shared/domain/servers.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowRightLeft, Plug, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/client.ts';
import { type ErrorWords, errorText } from '../../app/error-text.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useUi } from '../../app/ui-store.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Select } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useConnectPage } from '../connection/connect-store.ts';
import { useProfiles } from '../connection/profiles/use-profiles.ts';
import { serverErrorText } from '../connection/server-error.tsx';
import { FigureRows } from './figure-rows.tsx';
import styles from './relocation.module.css';
import { useRelocationUi } from './relocation-store.ts';
import { takeRelocation } from './use-relocation.ts';

type Known = CallOutput<'connection.profiles'>;

/** From where to where, and what that would copy. */
export function PlanStep({ start }: { start: { from: LibraryPlace; to: LibraryPlace | null } | null }) {
  const { t } = useTranslation('relocation');
  const { data: known } = useProfiles();
  if (known === undefined) {
    return (
      <div className={styles.body} aria-busy>
        <Skeleton height={64} radius={8} />
        <Skeleton height={160} radius={8} />
      </div>
    );
  }
  if (known.profiles.length === 0) {
    return (
      <EmptyState
        icon={Plug}
        title={t('needsTwo')}
        text={t('needsTwoText')}
        actions={
          <Button
            icon={Plug}
            onClick={() => {
              useUi.getState().hide();
              setTimeout(() => useConnectPage.getState().show({ kind: 'new' }), 0);
            }}
          >
            {t('connect')}
          </Button>
        }
      />
    );
  }
  return <Plan known={known} start={start} />;
}

/** What is open goes out; it goes to the first place that it is not. */
function firstPlaces(known: Known, start: { from: LibraryPlace; to: LibraryPlace | null } | null) {
  const from = start?.from ?? known.current ?? 'local';
  const places: LibraryPlace[] = ['local', ...known.profiles.map(({ id }) => id)];
  const to = start?.to ?? places.find((place) => place !== from) ?? from;
  return { from, to };
}

function Plan({
  known,
  start,
}: {
  known: Known;
  start: { from: LibraryPlace; to: LibraryPlace | null } | null;
}) {
  const { t } = useTranslation(['relocation', 'connection']);
  const [{ from, to }, setPlaces] = useState(() => firstPlaces(known, start));
  const same = from === to;
  const preview = useQuery({
    queryKey: queryKeys.relocationPreview(from, to),
    queryFn: () => client.relocation.preview({ from, to }),
    enabled: !same,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const begin = useMutation({
    mutationFn: () => client.relocation.start({ from, to }),
    onSuccess: (relocation) => {
      takeRelocation(relocation);
      useRelocationUi.setState({ start: null });
    },
  });
  const options = (withLocal: boolean) => [
    ...(withLocal ? [{ value: 'local', label: t('connection:switcher.local') }] : []),
    ...known.profiles.map(({ id, name, environment }) => ({
      value: id,
      label: `${name} · ${t(`connection:environment.${environment}`)}`,
    })),
  ];
  const choose = (change: { from?: string; to?: string }): void => {
    begin.reset();
    setPlaces((before) => ({
      from: change.from === undefined ? before.from : libraryPlaceSchema.parse(change.from),
      to: change.to === undefined ? before.to : libraryPlaceSchema.parse(change.to),
    }));
  };
  const lacking = preview.data === undefined ? 0 : lackingBytes(preview.data);
  const empty = preview.data?.assets === 0;
  const problem = begin.error ?? preview.error;
  return (
    <>
      <div className={styles.body}>
        <p className={styles.text}>{t('description')}</p>
        <div className={styles.places}>
          <div className={styles.place}>
            <span className={styles.label}>{t('from')}</span>
            <Select
              label={t('from')}
              value={String(from)}
              options={options(known.localExists)}
              onChange={(value) => choose({ from: value })}
            />
          </div>
          <IconButton
            icon={ArrowRightLeft}
            label={t('swap')}
            disabled={to === 'local' && !known.localExists}
            onClick={() => choose({ from: to, to: from })}
          />
          <div className={styles.place}>
            <span className={styles.label}>{t('to')}</span>
            <Select
              label={t('to')}
              value={String(to)}
              options={options(true)}
              onChange={(value) => choose({ to: value })}
            />
          </div>
        </div>
        <section className={styles.card} aria-label={t('preview.title')} aria-live="polite">
          {same ? (
            <p className={styles.quiet}>{t('same')}</p>
          ) : problem !== null ? (
            <Problem words={wordsOf(problem, known, from, to)} />
          ) : preview.data === undefined ? (
            <>
              <p className={styles.quiet}>{t('preview.busy')}</p>
              <Skeleton height={72} radius={6} />
            </>
          ) : (
            <Preview preview={preview.data} lacking={lacking} />
          )}
        </section>
      </div>
      <footer className={styles.footer}>
        <Button onClick={() => useUi.getState().hide()}>{t('close')}</Button>
        <Button
          variant="primary"
          busy={begin.isPending}
          disabled={preview.data === undefined || same || lacking > 0 || empty}
          onClick={() => begin.mutate()}
        >
          {t('start')}
        </Button>
      </footer>
    </>
  );
}

/** Which of the two places failed is not told; the servers' own words need the profile's addresses. */
function wordsOf(error: unknown, { profiles }: Known, from: LibraryPlace, to: LibraryPlace): ErrorWords {
  const profile: Profile | undefined =
    profiles.find(({ id }) => id === to) ?? profiles.find(({ id }) => id === from);
  return profile === undefined ? errorText(error) : serverErrorText(error, profile);
}

function Problem({ words: { title, remedy } }: { words: ErrorWords }) {
  return (
    <div className={styles.problem} role="alert">
      <Icon icon={TriangleAlert} />
      <div>
        <p className={styles.problemTitle}>{title}</p>
        <p>{remedy}</p>
      </div>
    </div>
  );
}

/** Bytes that are missing at the destination; 0 where there is room or nobody knows. What is there already counts by its share. */
function lackingBytes({ assets, present, bytes, freeBytes }: CallOutput<'relocation.preview'>): number {
  if (freeBytes === null || assets === 0) return 0;
  const needed = bytes * Math.max(0, 1 - present / assets);
  return Math.max(0, needed - freeBytes);
}

function Preview({ preview, lacking }: { preview: CallOutput<'relocation.preview'>; lacking: number }) {
  const { t } = useTranslation('relocation');
  const format = useFormat();
  const { assets, trashed, brands, bytes, present, freeBytes } = preview;
  const rows = [
    {
      name: t('preview.assets'),
      value: format.number(assets),
      note: trashed > 0 ? t('preview.assetsTrashed', { count: trashed }) : null,
    },
    { name: t('preview.brands'), value: format.number(brands), note: null },
    { name: t('preview.bytes'), value: format.bytes(bytes), note: null },
    {
      name: t('preview.present'),
      value: format.number(present),
      note: present > 0 ? t('preview.presentText') : null,
    },
    {
      name: t('preview.free'),
      value: freeBytes === null ? t('preview.freeUnknown') : format.bytes(freeBytes),
      note: null,
    },
  ];
  return (
    <>
      <FigureRows figures={rows} />
      {assets === 0 && <p className={styles.quiet}>{t('preview.empty')}</p>}
      {assets > 0 && present >= assets && <p className={styles.quiet}>{t('preview.nothing')}</p>}
      {lacking > 0 && (
        <p className={styles.bad} role="alert">
          {t('preview.full', { size: format.bytes(lacking) })}
        </p>
      )}
    </>
  );
}
