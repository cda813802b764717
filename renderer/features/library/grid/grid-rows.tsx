import type { UploadFile } from '@shared/domain/upload.ts';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/use-format.ts';
import { Cell } from '../cells/cell.tsx';
import { UploadCell } from '../cells/upload-cell.tsx';
import { assetAt, type Shown } from '../data/result-source.ts';
import type { GridLayout, GroupHeader } from '../layout/grid-layout.ts';
import { headersBetween, itemsOfRows, type Range } from '../layout/locate.ts';
import styles from './asset-grid.module.css';

export interface GridRowsProps {
  layout: GridLayout;
  rows: Range;
  /** Height of the page that is 0 here, px. */
  base: number;
  shown: Shown;
  uploads: readonly UploadFile[];
  list: boolean;
  onPictureError: () => void;
}

/** Elements are used again in steps of this many, so that scrolling moves them instead of making new ones. */
const poolStep = 64;

/** The headers and cells of some rows. */
export const GridRows = memo(function GridRows(props: GridRowsProps) {
  const { layout, base, shown, uploads, list, onPictureError } = props;
  const { t } = useTranslation(['library', 'common']);
  const lead = uploads.length;
  // Rows may still be those of the layout before, for one render that is never painted.
  const lastRow = layout.rowTop.length;
  const rows = { from: Math.min(props.rows.from, lastRow), to: Math.min(props.rows.to, lastRow) };
  const items = itemsOfRows(layout, rows);
  const pool = Math.ceil((items.to - items.from) / poolStep) * poolStep;
  const cells: ReactNode[] = [];
  for (let row = rows.from; row < rows.to; row += 1) {
    const top = (layout.rowTop[row] ?? 0) - base;
    const height = layout.rowHeight[row] ?? 0;
    const end = layout.rowStart[row + 1] ?? layout.count;
    for (let item = layout.rowStart[row] ?? 0; item < end; item += 1) {
      const place = { left: layout.left[item] ?? 0, top, width: layout.itemWidth[item] ?? 0, height };
      const file = uploads[item];
      if (file !== undefined) {
        cells.push(<UploadCell key={file.id} file={file} list={list} {...place} />);
        continue;
      }
      const index = item - lead;
      cells.push(
        <Cell
          key={`slot-${index % pool}`}
          asset={assetAt(shown, index)}
          index={index}
          total={shown.outline.total}
          list={list}
          onPictureError={onPictureError}
          t={t}
          {...place}
        />,
      );
    }
  }
  const first = layout.rowTop[rows.from] ?? 0;
  const last = layout.rowTop[rows.to - 1] ?? first;
  const headers = lastRow === 0 ? [] : headersBetween(layout, first - 60, last);
  return (
    <>
      {headers.map((header) => (
        <DayHeader key={`${header.key}-${header.start}`} header={header} base={base} />
      ))}
      {cells}
    </>
  );
});

function DayHeader({ header, base }: { header: GroupHeader; base: number }) {
  const { t } = useTranslation('library');
  const format = useFormat();
  return (
    <div className={styles.day} style={{ top: header.top - base, height: header.height }} role="presentation">
      <span className={styles.dayName}>{format.dayHeading(header.key)}</span>
      <span className={styles.dayCount}>{t('grid.count', { count: header.count })}</span>
    </div>
  );
}
