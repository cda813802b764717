import type { LibraryStatus } from '@shared/contract/library.ts';
import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/icon.tsx';
import styles from './environment-badge.module.css';

export type LibraryEnvironment = Extract<LibraryStatus, { state: 'open' }>['environment'];

/** Which servers these are. Production is marked by shape, word and colour; the others are quiet. */
export function EnvironmentBadge({ environment }: { environment: LibraryEnvironment }) {
  const { t } = useTranslation('connection');
  return (
    <span className={clsx(styles.badge, styles[environment])}>
      {environment === 'prod' && <Icon icon={TriangleAlert} size={11} />}
      {t(`environment.${environment}`)}
    </span>
  );
}
