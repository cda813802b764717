import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '../components/skeleton.tsx';
import { Spinner } from '../components/spinner.tsx';
import styles from './shell.module.css';
import { useLibraryStatus } from './use-library.ts';

/** Below this nobody needs to be told that it opens. */
const noteAfterMs = 900;
const slowAfterMs = 8000;

const rows = [
  [1.5, 0.8, 1, 1.8],
  [0.7, 1.3, 1.6, 1, 1.4],
  [1.8, 0.7, 1.5, 1.2],
  [1, 1.5, 1.3, 0.8, 1],
];

/** The shape of the grid while the library opens. */
export function OpeningMain() {
  const { t } = useTranslation(['common', 'connection']);
  const { status } = useLibraryStatus();
  // Only servers have a name that a person gave.
  const name = status?.state === 'opening' ? status.name : null;
  const phase = useWaitPhase();
  return (
    <div aria-busy>
      <div className={styles.bar}>
        {[64, 60, 52, 56].map((width) => (
          <Skeleton key={width} width={width} height={26} radius={13} />
        ))}
      </div>
      <div className={styles.rows}>
        {rows.map((row) => (
          <div key={row.join()} className={styles.row}>
            {row.map((ratio, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
              <GridCell key={index} ratio={ratio} />
            ))}
          </div>
        ))}
      </div>
      {phase !== 'quiet' && (
        <div className={styles.note} role="status">
          <div className={styles.noteBody}>
            <Spinner size={14} />
            {name === null
              ? t(phase === 'slow' ? 'opening.slow' : 'opening.title')
              : phase === 'slow'
                ? t('connection:opening.slow')
                : t('connection:opening.title', { name })}
          </div>
        </div>
      )}
    </div>
  );
}

function GridCell({ ratio }: { ratio: number }) {
  return (
    <div style={{ flex: ratio }}>
      <Skeleton height="100%" width="100%" radius={6} />
    </div>
  );
}

export function InfoSkeleton() {
  return (
    <div className={styles.infoSkeleton} aria-busy>
      <Skeleton height={172} radius={8} />
      <Skeleton width="70%" height={14} />
      <Skeleton width="45%" />
      <Skeleton width="85%" />
      <Skeleton width="60%" />
    </div>
  );
}

function useWaitPhase(): 'quiet' | 'waiting' | 'slow' {
  const [phase, setPhase] = useState<'quiet' | 'waiting' | 'slow'>('quiet');
  useEffect(() => {
    const timers = [
      setTimeout(() => setPhase('waiting'), noteAfterMs),
      setTimeout(() => setPhase('slow'), slowAfterMs),
    ];
    return () => timers.forEach(clearTimeout);
  }, []);
  return phase;
}
