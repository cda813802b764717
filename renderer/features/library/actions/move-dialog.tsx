import type { AssetId, BrandId, ProjectId } from '@shared/domain/ids.ts';
import { Command } from 'cmdk';
import { Folder, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCatalog } from '../../../app/use-library.ts';
import { Dialog, Icon } from '../../../components/index.ts';
import { assetActions } from './asset-actions.ts';
import { useAssetDialog } from './dialog-store.ts';
import styles from './move-dialog.module.css';

/** Chooses the brand and project that assets move to. */
export function MoveDialog({ ids }: { ids: readonly AssetId[] }) {
  const { t } = useTranslation('library');
  const close = useAssetDialog((state) => state.close);
  const { data: catalog } = useCatalog();
  const move = (brandId: BrandId, projectId: ProjectId | null, name: string): void => {
    close();
    void assetActions.move([...ids], { brandId, projectId, name });
  };
  return (
    <Dialog open onOpenChange={close} title={t('move.title', { count: ids.length })} flush>
      <Command className={styles.command} label={t('move.search')} loop>
        <Command.Input className={styles.input} placeholder={t('move.search')} data-autofocus />
        <Command.List className={styles.list}>
          <Command.Empty className={styles.empty}>{t('move.empty')}</Command.Empty>
          {catalog?.brands
            .filter(({ archived }) => !archived)
            .map((brand) => (
              <Command.Group key={brand.id}>
                <Command.Item
                  className={styles.brand}
                  value={brand.id}
                  keywords={[brand.name]}
                  onSelect={() => move(brand.id, null, brand.name)}
                >
                  <span className={styles.dot} style={{ background: brand.color }} />
                  <span className={styles.name}>{brand.name}</span>
                  <span className={styles.hint}>{t('move.noProject')}</span>
                </Command.Item>
                {brand.projects
                  .filter(({ status }) => status !== 'archived')
                  .map((project) => (
                    <Command.Item
                      key={project.id}
                      className={styles.project}
                      value={project.id}
                      keywords={[project.name, brand.name]}
                      onSelect={() => move(brand.id, project.id, `${brand.name} / ${project.name}`)}
                    >
                      <Icon icon={project.status === 'completed' ? FolderOpen : Folder} size={14} />
                      <span className={styles.name}>{project.name}</span>
                    </Command.Item>
                  ))}
              </Command.Group>
            ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
