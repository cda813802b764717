import type { Sort } from '@shared/domain/query.ts';
import { ArrowDownWideNarrow, LayoutGrid, LayoutPanelTop, List } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useView } from '../../../app/view-store.ts';
import { Button, Menu, type MenuEntry, Segmented, Slider } from '../../../components/index.ts';
import styles from './filters.module.css';

const orders = [
  { id: 'newest', sort: { by: 'created', direction: 'desc' } },
  { id: 'oldest', sort: { by: 'created', direction: 'asc' } },
  { id: 'nameUp', sort: { by: 'name', direction: 'asc' } },
  { id: 'nameDown', sort: { by: 'name', direction: 'desc' } },
  { id: 'largest', sort: { by: 'size', direction: 'desc' } },
  { id: 'smallest', sort: { by: 'size', direction: 'asc' } },
  { id: 'best', sort: { by: 'rating', direction: 'desc' } },
  { id: 'worst', sort: { by: 'rating', direction: 'asc' } },
] as const satisfies readonly { id: string; sort: Sort }[];

export const smallestThumbnail = 88;
export const largestThumbnail = 360;

/** Order, layout and size of the grid. */
export function ViewOptions() {
  const { t } = useTranslation('library');
  const sort = useView((state) => state.sort);
  const layout = useView((state) => state.layout);
  const thumbnailSize = useView((state) => state.thumbnailSize);
  const groupByDay = useView((state) => state.groupByDay);
  const { setSort, setLayout, setThumbnailSize, setGroupByDay } = useView.getState();
  const present = orders.find(
    (order) => order.sort.by === sort.by && order.sort.direction === sort.direction,
  );
  const items: MenuEntry[] = [
    ...orders.map((order) => ({
      label: t(`order.${order.id}`),
      checked: order === present,
      onSelect: () => setSort(order.sort),
    })),
    'separator',
    {
      label: t('view.groupByDay'),
      checked: groupByDay && sort.by === 'created',
      disabled: sort.by !== 'created',
      onSelect: () => setGroupByDay(!groupByDay),
    },
  ];
  return (
    <div className={styles.view}>
      <Menu
        align="end"
        items={items}
        trigger={
          <Button
            size="s"
            variant="ghost"
            icon={ArrowDownWideNarrow}
            className={styles.order}
            aria-label={t('view.order', { order: t(`order.${present?.id ?? 'newest'}`) })}
          >
            <span className={styles.orderName}>{t(`order.${present?.id ?? 'newest'}`)}</span>
          </Button>
        }
      />
      <Segmented
        label={t('view.layout')}
        iconsOnly
        value={layout}
        options={[
          { value: 'rows', label: t('view.rows'), icon: LayoutPanelTop },
          { value: 'squares', label: t('view.squares'), icon: LayoutGrid },
          { value: 'list', label: t('view.list'), icon: List },
        ]}
        onChange={setLayout}
      />
      {layout !== 'list' && (
        <Slider
          className={styles.slider}
          label={t('view.size')}
          value={thumbnailSize}
          min={smallestThumbnail}
          max={largestThumbnail}
          step={4}
          onChange={setThumbnailSize}
          valueText={`${thumbnailSize} px`}
        />
      )}
    </div>
  );
}
