import type { AssetSummary, AssetType } from '@shared/domain/asset.ts';
import type { Brand } from '@shared/domain/catalog.ts';
import type { Scope } from '@shared/domain/query.ts';
import { plainText } from '@shared/domain/visible-text.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { Command } from 'cmdk';
import { FileText, Film, Image, type LucideIcon, Music, Search, Type } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCanChange } from '../../app/access.ts';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useSelection } from '../../app/selection-store.ts';
import { useUi } from '../../app/ui-store.ts';
import { useCatalog } from '../../app/use-library.ts';
import { useView } from '../../app/view-store.ts';
import { Icon } from '../../components/icon.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { useReturnFocus } from '../../components/use-return-focus.ts';
import { commands } from './commands.ts';
import { rankMatch } from './match.ts';
import styles from './palette.module.css';

const mostAssets = 8;
const mostPlaces = 8;
const typeIcons: Record<AssetType, LucideIcon> = {
  image: Image,
  video: Film,
  audio: Music,
  document: FileText,
  text: Type,
};

/** Commands, brands, projects and assets behind one field. */
export function CommandPalette({ libraryOpen }: { libraryOpen: boolean }) {
  const { t } = useTranslation('palette');
  const [text, setText] = useState('');
  const hide = useUi((state) => state.hide);
  const returnFocus = useReturnFocus();
  const run = (action: () => void): void => {
    hide();
    // After the dialog gave the focus back, so that what the command focuses keeps it.
    setTimeout(action, 0);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && hide()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined} {...returnFocus}>
          <Dialog.Title hidden>{t('title')}</Dialog.Title>
          <Command className={styles.command} label={t('title')} shouldFilter={false} loop>
            <div className={styles.field}>
              <Icon icon={Search} />
              <Command.Input
                className={styles.input}
                placeholder={t('placeholder')}
                value={text}
                onValueChange={setText}
              />
            </div>
            <Command.List className={styles.list} label={t('results')}>
              <Command.Empty className={styles.empty}>{t('empty', { text })}</Command.Empty>
              <CommandGroup text={text} libraryOpen={libraryOpen} run={run} />
              {libraryOpen && <PlaceGroup text={text} run={run} />}
              {libraryOpen && <AssetGroup text={text} run={run} />}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type Run = (action: () => void) => void;

function ranked<T>(items: readonly T[], nameOf: (item: T) => string, text: string): T[] {
  return items
    .map((item) => ({ item, rank: rankMatch(nameOf(item), text) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ item }) => item);
}

function CommandGroup({ text, libraryOpen, run }: { text: string; libraryOpen: boolean; run: Run }) {
  const { t } = useTranslation('palette');
  const canChange = useCanChange();
  const hasSelection = useSelection((state) => state.ids.size > 0);
  const usable = commands.filter(
    ({ library, changes, selection }) =>
      (libraryOpen || library !== true) &&
      (canChange || changes !== true) &&
      (hasSelection || selection !== true),
  );
  const found = ranked(usable, ({ id }) => t(`command.${id}`), text);
  if (found.length === 0) return null;
  return (
    <Command.Group heading={t('group.commands')}>
      {found.map((command) => (
        <Command.Item
          key={command.id}
          value={`command-${command.id}`}
          className={styles.item}
          onSelect={() => run(command.run)}
        >
          <Icon icon={command.icon} />
          <span className={styles.name}>{t(`command.${command.id}`)}</span>
          {command.shortcut !== undefined && <Kbd keys={command.shortcut} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

interface Place {
  key: string;
  name: string;
  brand: Brand;
  scope: Scope;
}

function placesOf(brands: readonly Brand[]): Place[] {
  return brands
    .filter((brand) => !brand.archived)
    .flatMap((brand): Place[] => [
      { key: brand.id, name: brand.name, brand, scope: { kind: 'brand', brandId: brand.id } },
      ...brand.projects
        .filter(({ status }) => status !== 'archived')
        .map((project) => ({
          key: project.id,
          name: `${brand.name} / ${project.name}`,
          brand,
          scope: { kind: 'project' as const, brandId: brand.id, projectId: project.id },
        })),
    ]);
}

function PlaceGroup({ text, run }: { text: string; run: Run }) {
  const { t } = useTranslation('palette');
  const { data: catalog } = useCatalog();
  const places = ranked(placesOf(catalog?.brands ?? []), ({ name }) => name, text).slice(0, mostPlaces);
  if (places.length === 0) return null;
  return (
    <Command.Group heading={t('group.places')}>
      {places.map(({ key, name, brand, scope }) => (
        <Command.Item
          key={key}
          value={`place-${key}`}
          className={styles.item}
          onSelect={() => run(() => useView.getState().setScope(scope))}
        >
          <span className={styles.dot} style={{ background: brand.color }} aria-hidden />
          <span className={styles.name}>{name}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Assets by name, from the second character on. */
function AssetGroup({ text, run }: { text: string; run: Run }) {
  const { t } = useTranslation('palette');
  const wanted = useDeferredValue(plainText(text)).slice(0, 200);
  const query = {
    scope: { kind: 'all' as const },
    text: wanted,
    filters: {},
    sort: { by: 'created' as const, direction: 'desc' as const },
  };
  const { data } = useQuery({
    queryKey: [...queryKeys.page(query, null), 'palette'],
    queryFn: () => client.assets.page({ query, cursor: null, limit: mostAssets }),
    enabled: wanted.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const { data: catalog } = useCatalog();
  const found = wanted.length >= 2 ? (data?.assets ?? []) : [];
  if (found.length === 0) return null;

  const show = (asset: AssetSummary, index: number): void => {
    const view = useView.getState();
    view.setScope({ kind: 'all' });
    view.setText(wanted);
    view.setFilters({});
    view.setSort(query.sort);
    useSelection.getState().select([asset.id], { id: asset.id, index });
    view.openViewer({ mode: 'viewer', assetId: asset.id, index });
  };
  return (
    <Command.Group heading={t('group.assets')}>
      {found.map((asset, index) => (
        <Command.Item
          key={asset.id}
          value={`asset-${asset.id}`}
          className={styles.item}
          onSelect={() => run(() => show(asset, index))}
        >
          {asset.thumbnailUrl === null ? (
            <span className={clsx(styles.thumb, styles.icon)}>
              <Icon icon={typeIcons[asset.type]} size={14} />
            </span>
          ) : (
            <img className={styles.thumb} src={asset.thumbnailUrl} alt="" decoding="async" />
          )}
          <span className={styles.name}>{asset.name}</span>
          <span className={styles.note}>
            {catalog?.brands.find((brand) => brand.id === asset.brandId)?.name}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
