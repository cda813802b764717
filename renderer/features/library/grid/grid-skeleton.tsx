import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useView } from '../../../app/view-store.ts';
import { layOutGrid } from '../layout/lay-out.ts';
import { encodeRatio } from '../layout/ratio.ts';
import styles from './grid-skeleton.module.css';
import { useSize } from './use-size.ts';

const usual = [1.5, 0.8, 1, 1.78, 0.67, 1.33, 1.5, 1, 2, 0.75, 1.25, 1.6].map(encodeRatio);
const ratios = Uint8Array.from({ length: 60 }, (_, index) => usual[index % usual.length] ?? 128);

/** The shape of a grid that is on its way, in the layout that it will have. */
export function GridSkeleton() {
  const { t } = useTranslation('library');
  const kind = useView((state) => state.layout);
  const thumbnailSize = useView((state) => state.thumbnailSize);
  const area = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(area);
  const layout = useMemo(
    () => layOutGrid({ kind, width, size: thumbnailSize, ratios, groups: [], lead: 0 }),
    [kind, width, thumbnailSize],
  );
  const cells = [];
  for (let row = 0; row < layout.rowTop.length && (layout.rowTop[row] ?? 0) < height; row += 1) {
    const end = layout.rowStart[row + 1] ?? 0;
    for (let item = layout.rowStart[row] ?? 0; item < end; item += 1) {
      const rowHeight = layout.rowHeight[row] ?? 0;
      cells.push(
        <span
          key={item}
          className={styles.cell}
          style={{
            left: layout.left[item],
            top: layout.rowTop[row],
            width: layout.itemWidth[item],
            height: kind === 'list' ? rowHeight - 12 : rowHeight,
          }}
        />,
      );
    }
  }
  return (
    <div ref={area} className={styles.area} role="status" aria-label={t('grid.loading')}>
      {width > 0 && cells}
    </div>
  );
}
