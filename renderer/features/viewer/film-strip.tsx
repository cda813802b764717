import type { AssetSummary } from '@shared/domain/asset.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatOf } from './file-stage.tsx';
import styles from './film-strip.module.css';
import { useSequence } from './use-neighbour.ts';

const cell = 64;
const gap = 6;

interface FilmStripProps {
  index: number;
  total: number;
  onChoose(index: number): void;
}

/** The whole list as a strip of thumbnails, with what is shown in the middle. */
export function FilmStrip({ index, total, onChoose }: FilmStripProps) {
  const { t } = useTranslation('viewer');
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    horizontal: true,
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => cell,
    gap,
    overscan: 6,
    paddingStart: 16,
    paddingEnd: 16,
  });
  const items = virtual.getVirtualItems();
  const sequence = useSequence(items[0]?.index ?? index, items.at(-1)?.index ?? index);
  const first = useRef(true);
  useEffect(() => {
    const calm = first.current || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    virtual.scrollToIndex(index, { align: 'center', behavior: calm ? 'auto' : 'smooth' });
    first.current = false;
  }, [virtual, index]);
  if (total < 2) return null;
  return (
    <nav
      ref={scroller}
      className={styles.strip}
      aria-label={t('filmStrip')}
      data-chrome
      onWheel={(event) => scroller.current?.scrollBy({ left: event.deltaY + event.deltaX })}
    >
      <div className={styles.row} style={{ width: virtual.getTotalSize() }}>
        {items.map((item) => {
          const asset = sequence.at(item.index);
          return (
            <button
              key={item.key}
              type="button"
              tabIndex={item.index === index ? 0 : -1}
              className={clsx(styles.cell, item.index === index && styles.current)}
              style={{ transform: `translateX(${item.start}px)` }}
              aria-label={asset?.name ?? t('loading')}
              aria-current={item.index === index || undefined}
              onClick={() => onChoose(item.index)}
            >
              {asset !== undefined && <Thumbnail asset={asset} />}
            </button>
          );
        })}
      </div>
    </nav>
  );
}

function Thumbnail({ asset }: { asset: AssetSummary }) {
  return asset.thumbnailUrl === null ? (
    <span>{formatOf(asset)}</span>
  ) : (
    <img src={asset.thumbnailUrl} alt="" decoding="async" draggable={false} />
  );
}
