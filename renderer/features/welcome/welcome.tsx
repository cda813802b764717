import clsx from 'clsx';
import { HardDrive, Images, type LucideIcon, Server } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../app/edit.ts';
import { useErrorText } from '../../app/error-text.ts';
import { i18n } from '../../app/i18n.ts';
import { useSettings } from '../../app/settings-store.ts';
import { Segmented } from '../../components/controls.tsx';
import { Icon } from '../../components/icon.tsx';
import { Progress } from '../../components/progress.tsx';
import { useConnectPage } from '../connection/connect-store.ts';
import { Mark } from '../top-bar/mark.tsx';
import { useCreation } from './creation-store.ts';
import styles from './welcome.module.css';

/** The first screen: start on this computer, connect to servers, or look around in the sample. Asks nothing else. */
export function Welcome() {
  const { t } = useTranslation('welcome');
  return (
    <main className={styles.screen}>
      <div className={styles.top}>
        <LanguageSwitch />
      </div>
      <div className={styles.content}>
        <header className={styles.intro}>
          <Mark size={52} />
          <h1 className={styles.title}>{t('title')}</h1>
          <p className={styles.subtitle}>{t('subtitle')}</p>
        </header>
        <Doors onConnect={() => useConnectPage.getState().show({ kind: 'new' })} />
      </div>
      <p className={styles.foot}>{t('foot')}</p>
    </main>
  );
}

function Doors({ onConnect }: { onConnect: () => void }) {
  const { t } = useTranslation('welcome');
  const { creating, error, create } = useCreation();
  const errorText = useErrorText();
  const problem = error === null ? null : errorText(error);
  return (
    <div className={styles.doors}>
      <Door
        primary
        icon={HardDrive}
        name={t('local.name')}
        text={creating === 'empty' ? t('local.busy') : t('local.text')}
        busy={creating === 'empty'}
        disabled={creating !== null}
        onClick={() => void create('empty')}
      />
      <Door
        icon={Server}
        name={t('servers.name')}
        text={t('servers.text')}
        disabled={creating !== null}
        onClick={onConnect}
      />
      <Door
        wide
        icon={Images}
        name={t('sample.name')}
        text={creating === 'sample' ? t('sample.busy') : t('sample.text')}
        busy={creating === 'sample'}
        disabled={creating !== null}
        onClick={() => void create('sample')}
      />
      {problem && (
        <div className={styles.problem} role="alert">
          <p className={styles.problemTitle}>{problem.title}</p>
          <p>{problem.remedy}</p>
        </div>
      )}
    </div>
  );
}

interface DoorProps {
  icon: LucideIcon;
  name: string;
  text: string;
  onClick: () => void;
  disabled: boolean;
  busy?: boolean;
  primary?: boolean;
  wide?: boolean;
}

function Door({
  icon,
  name,
  text,
  onClick,
  disabled,
  busy = false,
  primary = false,
  wide = false,
}: DoorProps) {
  const words = (
    <>
      <span className={styles.doorName}>{name}</span>
      <span className={styles.doorText}>{text}</span>
    </>
  );
  return (
    <button
      type="button"
      className={clsx(styles.door, primary && styles.primary, wide && styles.wide)}
      disabled={disabled}
      aria-busy={busy}
      onClick={onClick}
    >
      <span className={styles.doorIcon}>
        <Icon icon={icon} size={20} />
      </span>
      {wide ? <span className={styles.wideText}>{words}</span> : words}
      {busy && <Progress className={styles.busy} label={text} value={null} />}
    </button>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation('settings');
  return (
    <Segmented
      label={t('language.label')}
      value={i18n.language === 'ko' ? 'ko' : 'en'}
      options={[
        { value: 'ko', label: '한국어' },
        { value: 'en', label: 'English' },
      ]}
      onChange={(language) => void useSettings.getState().update({ language }).catch(toastError)}
    />
  );
}
