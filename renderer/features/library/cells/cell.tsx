import type { AssetSummary } from '@shared/domain/asset.ts';
import { formatPlayTime } from '@shared/format/duration.ts';
import clsx from 'clsx';
import type { TFunction } from 'i18next';
import { Check, Layers, Play, Star, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useSelection } from '../../../app/selection-store.ts';
import { Icon, labelColor } from '../../../components/index.ts';
import styles from './cell.module.css';
import { dimensionsOf } from './describe.ts';
import { ListCells } from './list-cells.tsx';
import { Scrub } from './scrub.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Words for the cells; taken once for all of them. */
export type CellWords = TFunction<['library', 'common', 'versions']>;

const isSelected = 1;
const isFocused = 2;

export interface CellProps {
  asset: AssetSummary | undefined;
  /** Place in the result, and how many there are. */
  index: number;
  total: number;
  left: number;
  top: number;
  width: number;
  height: number;
  list: boolean;
  onPictureError: () => void;
  t: CellWords;
}

/** Id of the element of an asset, for `aria-activedescendant` and for giving the focus back. */
export const cellId = (id: string): string => `asset-${id}`;

/** One asset of the grid. The grid listens for all of them; a cell only draws. */
export const Cell = memo(function Cell(props: CellProps) {
  const { asset, index, total, left, top, width, height, list, t } = props;
  const id = asset?.id;
  // One subscription for both: a grid has hundreds of cells, and scrolling subscribes new ones all the time.
  const state = useSelection(({ ids, focus }) =>
    id === undefined ? 0 : (ids.has(id) ? isSelected : 0) | (focus?.id === id ? isFocused : 0),
  );
  const selected = (state & isSelected) !== 0;
  const focused = (state & isFocused) !== 0;
  const place = { left, top, width, height };
  if (asset === undefined) {
    return (
      <div className={clsx(styles.cell, list && styles.line)} style={place} data-index={index} aria-hidden>
        <span className={styles.blank} />
      </div>
    );
  }
  // The list box has the focus and names its active option. An option that took it would end a drag as it begins.
  const option = {
    role: 'option',
    'aria-selected': selected,
    'aria-posinset': index + 1,
    'aria-setsize': total,
    'aria-label': cellLabel(asset, t),
  };
  return (
    <div
      id={cellId(asset.id)}
      className={clsx(
        styles.cell,
        list && styles.line,
        selected && styles.selected,
        focused && styles.focused,
      )}
      style={place}
      {...option}
      data-index={index}
      data-asset={asset.id}
      draggable
    >
      {list ? (
        <ListCells asset={asset} onPictureError={props.onPictureError} />
      ) : (
        <>
          <Thumbnail asset={asset} small={width < 90 || height < 90} onError={props.onPictureError} />
          {asset.strip !== null && (
            // Cells are used again while scrolling: what is looked through is that of one film.
            <Scrub
              key={asset.id}
              strip={asset.strip}
              width={width}
              height={height}
              onError={props.onPictureError}
            />
          )}
          <Badges asset={asset} roomy={width >= 72} t={t} />
        </>
      )}
      <span className={styles.check} data-check aria-hidden>
        <Icon icon={Check} size={12} />
      </span>
    </div>
  );
});

function cellLabel(asset: AssetSummary, t: CellWords): string {
  const facts = [asset.name, t(`common:assetType.${asset.type}`), dimensionsOf(asset)];
  if (asset.rating > 0) facts.push(t('cell.stars', { count: asset.rating }));
  if (asset.durationMs !== null) facts.push(formatPlayTime(asset.durationMs));
  if (asset.versions > 1) facts.push(t('versions:titleCount', { count: asset.versions }));
  return facts.filter((fact) => fact !== null).join(', ');
}

function Badges({ asset, roomy, t }: { asset: AssetSummary; roomy: boolean; t: CellWords }) {
  const { type, durationMs, pageCount, rating, label, rendition, mime } = asset;
  const gif = mime === 'image/gif';
  return (
    <>
      <span className={styles.badges} aria-hidden>
        {type === 'video' && (
          <span className={styles.badge}>
            <Play size={9} fill="currentColor" strokeWidth={0} />
            {durationMs !== null && formatPlayTime(durationMs)}
          </span>
        )}
        {type === 'audio' && durationMs !== null && (
          <span className={styles.badge}>{formatPlayTime(durationMs)}</span>
        )}
        {pageCount !== null && roomy && (
          <span className={styles.badge}>{t('cell.pages', { count: pageCount })}</span>
        )}
        {gif && <span className={styles.badge}>GIF</span>}
        {asset.versions > 1 && (
          <span className={styles.badge}>
            <Layers size={10} />
            {asset.versions}
          </span>
        )}
        {rendition === 'failed' && asset.thumbnailUrl !== null && (
          <span className={styles.badge}>
            <TriangleAlert size={11} />
          </span>
        )}
      </span>
      <span className={styles.marks} aria-hidden>
        {label !== null && <span className={styles.label} style={{ background: labelColor(label) }} />}
        {rating > 0 && roomy && (
          <span className={styles.badge}>
            <Star size={10} fill="currentColor" strokeWidth={0} className={styles.star} />
            {rating}
          </span>
        )}
      </span>
    </>
  );
}
