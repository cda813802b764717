import {
  FolderInput,
  Info,
  type LucideIcon,
  Network,
  Palette,
  Plug,
  Scale,
  ScanSearch,
  Upload,
  Workflow,
} from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../app/edit.ts';
import { useSettings } from '../../app/settings-store.ts';
import { useUi } from '../../app/ui-store.ts';
import { Segmented } from '../../components/controls.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { ConnectionsPanel } from '../connection/profiles/connections-panel.tsx';
import { EmbeddingPanel } from '../embedding/embedding-panel.tsx';
import { IndexPanel } from '../embedding/index-panel.tsx';
import { useFolderChoice } from '../uploads/drop-store.ts';
import { WatchPanel } from '../watch/watch-panel.tsx';
import { AboutPanel, LicencesPanel } from './about.tsx';
import { IntakePanel } from './intake/intake-panel.tsx';
import styles from './settings.module.css';
import { UploadLimit } from './upload-limit.tsx';

/** Pages by what they are about; each group has words in `settings:section`. */
const sections = [
  {
    id: 'app',
    tabs: [
      { id: 'general', icon: Palette },
      { id: 'uploads', icon: Upload },
      { id: 'watch', icon: FolderInput },
      { id: 'intake', icon: Workflow },
    ],
  },
  {
    id: 'libraries',
    tabs: [
      { id: 'connections', icon: Plug },
      { id: 'embedding', icon: ScanSearch },
      { id: 'vector-index', icon: Network },
    ],
  },
  {
    id: 'more',
    tabs: [
      { id: 'about', icon: Info },
      { id: 'licences', icon: Scale },
    ],
  },
] as const satisfies readonly { id: string; tabs: readonly { id: string; icon: LucideIcon }[] }[];

/** The page that a dialog of the window's begins on. */
const firstTab = {
  settings: 'general',
  about: 'about',
  connections: 'connections',
  embedding: 'embedding',
  'vector-index': 'vector-index',
  watch: 'watch',
} as const;
type SettingsDialogName = keyof typeof firstTab;
const isSettings = (dialog: string | null): dialog is SettingsDialogName =>
  dialog !== null && dialog in firstTab;

/** Every change is on screen at once and kept; there is nothing to confirm. */
export function SettingsDialog() {
  const { t } = useTranslation('settings');
  const dialog = useUi((state) => state.dialog);
  return (
    <Dialog
      open={isSettings(dialog)}
      onOpenChange={(next) => !next && useUi.getState().hide()}
      title={t('title')}
      size="l"
      flush
    >
      <Tabs.Root
        className={styles.tabs}
        orientation="vertical"
        defaultValue={isSettings(dialog) ? firstTab[dialog] : 'general'}
      >
        <Tabs.List className={styles.list} aria-label={t('title')}>
          {sections.map(({ id: section, tabs }) => (
            <div key={section} className={styles.section}>
              <p className={styles.sectionName}>{t(`section.${section}`)}</p>
              {tabs.map(({ id, icon }) => (
                <Tabs.Trigger key={id} value={id} className={styles.tab}>
                  <Icon icon={icon} />
                  {t(`tab.${id}`)}
                </Tabs.Trigger>
              ))}
            </div>
          ))}
        </Tabs.List>
        <Tabs.Content value="general" className={styles.panel}>
          <GeneralPanel />
        </Tabs.Content>
        <Tabs.Content value="uploads" className={styles.panel}>
          <UploadsPanel />
        </Tabs.Content>
        <Tabs.Content value="watch" className={styles.panel}>
          <WatchPanel />
        </Tabs.Content>
        <Tabs.Content value="intake" className={styles.panel}>
          <IntakePanel />
        </Tabs.Content>
        <Tabs.Content value="connections" className={styles.panel}>
          <ConnectionsPanel />
        </Tabs.Content>
        <Tabs.Content value="embedding" className={styles.panel}>
          <EmbeddingPanel />
        </Tabs.Content>
        <Tabs.Content value="vector-index" className={styles.panel}>
          <IndexPanel />
        </Tabs.Content>
        <Tabs.Content value="about" className={styles.panel}>
          <AboutPanel />
        </Tabs.Content>
        <Tabs.Content value="licences" className={styles.panel}>
          <LicencesPanel />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

function Setting({ name, text, children }: { name: string; text?: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <div className={styles.words}>
        <p className={styles.name}>{name}</p>
        {text !== undefined && <p className={styles.text}>{text}</p>}
      </div>
      {children}
    </div>
  );
}

function GeneralPanel() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettings();
  return (
    <>
      <Setting name={t('language.label')}>
        <Select
          label={t('language.label')}
          value={settings.language}
          options={[
            { value: 'system', label: t('language.system') },
            { value: 'ko', label: '한국어' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(language) => void update({ language }).catch(toastError)}
        />
      </Setting>
      <Setting name={t('theme.label')}>
        <Segmented
          label={t('theme.label')}
          value={settings.theme}
          options={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: t(`theme.${value}`),
          }))}
          onChange={(theme) => void update({ theme }).catch(toastError)}
        />
      </Setting>
    </>
  );
}

function UploadsPanel() {
  const { t } = useTranslation('settings');
  const { settings, update } = useSettings();
  const { remembered, remember } = useFolderChoice();
  return (
    <>
      <Setting name={t('duplicates.label')} text={t('duplicates.text')}>
        <Segmented
          label={t('duplicates.label')}
          value={settings.duplicates}
          options={(['ask', 'skip', 'link', 'keep'] as const).map((value) => ({
            value,
            label: t(`duplicates.${value}`),
          }))}
          onChange={(duplicates) => void update({ duplicates }).catch(toastError)}
        />
      </Setting>
      <Setting name={t('conflicts.label')} text={t('conflicts.text')}>
        <Segmented
          label={t('conflicts.label')}
          value={settings.conflicts}
          options={(['ask', 'version', 'keep'] as const).map((value) => ({
            value,
            label: t(`conflicts.${value}`),
          }))}
          onChange={(conflicts) => void update({ conflicts }).catch(toastError)}
        />
      </Setting>
      <Setting name={t('uploadLimit.label')} text={t('uploadLimit.text')}>
        <UploadLimit />
      </Setting>
      <Setting name={t('folders.label')} text={t('folders.text')}>
        <Select
          label={t('folders.label')}
          value={remembered ?? 'ask'}
          options={(['ask', 'projects', 'together'] as const).map((value) => ({
            value,
            label: t(`folders.${value}`),
          }))}
          onChange={(choice) => remember(choice === 'ask' ? null : choice)}
        />
      </Setting>
    </>
  );
}
