import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useAppInfo } from '../../app/use-library.ts';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../top-bar/mark.tsx';
import licences from './licences.json';
import styles from './settings.module.css';

const platforms = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' };

export function AboutPanel() {
  const { t } = useTranslation(['settings', 'common']);
  const info = useAppInfo().data?.info;
  return (
    <>
      <div className={styles.about}>
        <Mark size={44} />
        <div>
          <p className={styles.appName}>{t('common:appName')}</p>
          <p className={styles.text}>{t('about.tagline')}</p>
        </div>
      </div>
      {info && (
        <dl className={styles.facts} data-selectable>
          <dt>{t('about.version')}</dt>
          <dd>{info.version}</dd>
          <dt>{t('about.platform')}</dt>
          <dd>{platforms[info.platform]}</dd>
          <dt>Electron</dt>
          <dd>{info.electron}</dd>
          <dt>Chromium</dt>
          <dd>{info.chrome}</dd>
          <dt>Node.js</dt>
          <dd>{info.node}</dd>
        </dl>
      )}
      {info?.trialRuntime === true && (
        <p className={styles.notice}>
          <Icon icon={FlaskConical} />
          {t('about.trial')}
        </p>
      )}
    </>
  );
}

/** The open source that the app is made with; a test holds the list to the installed packages. */
export function LicencesPanel() {
  const { t } = useTranslation('settings');
  return (
    <>
      <p className={styles.intro}>{t('licences.intro')}</p>
      <table className={styles.licences}>
        <tbody>
          {licences.map(({ name, licence }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
