import type { UploadFile } from '@shared/domain/upload.ts';
import clsx from 'clsx';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { onEvent } from '../../../app/client.ts';
import { useSelection } from '../../../app/selection-store.ts';
import { isTyping } from '../../../app/shortcut.ts';
import { useView } from '../../../app/view-store.ts';
import { ContextMenu } from '../../../components/index.ts';
import { assetMenu } from '../actions/asset-menu.ts';
import { ListHeader } from '../cells/list-header.tsx';
import { assetAt, loadedIndexOf, type ResultSource, type Shown } from '../data/result-source.ts';
import { offerFocus } from '../focus-requests.ts';
import { dayGroups, layOutGrid } from '../layout/lay-out.ts';
import type { Range } from '../layout/locate.ts';
import { useSelect } from '../selection/use-select.ts';
import styles from './asset-grid.module.css';
import { GridRows } from './grid-rows.tsx';
import { useFollowFocus } from './use-follow-focus.ts';
import { useGridDrag } from './use-grid-drag.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useGridScroll } from './use-grid-scroll.ts';
import { useMarquee } from './use-marquee.ts';
import { useSize } from './use-size.ts';

export interface AssetGridProps {
  shown: Shown;
  source: ResultSource;
  uploads: readonly UploadFile[];
  /** Whether a newer result is on its way; dims this one. */
  outdated: boolean;
}

/** Every asset of a result in one endless page; only what is seen is rendered. */
export function AssetGrid({ shown, source, uploads, outdated }: AssetGridProps) {
  const { t, i18n } = useTranslation('library');
  const kind = useView((state) => state.layout);
  const thumbnailSize = useView((state) => state.thumbnailSize);
  const groupByDay = useView((state) => state.groupByDay);
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const lead = uploads.length;
  const { outline, query } = shown;

  const layout = useMemo(() => {
    const today = new Date().toISOString().slice(0, 10);
    return layOutGrid({
      kind,
      width: size.width,
      size: thumbnailSize,
      ratios: outline.ratios,
      groups: groupByDay ? dayGroups(outline.days, query.sort, lead, today) : [],
      lead,
    });
  }, [kind, size.width, thumbnailSize, outline, groupByDay, query.sort, lead]);

  const onSeen = useMemo(() => (visible: Range, around: Range) => source.want(visible, around), [source]);
  const place = JSON.stringify(query);
  const scroll = useGridScroll({ scroller, size, layout, lead, place, drift: shown.drift, onSeen });
  const select = useSelect(shown);
  const marquee = useMarquee({ scroller, layout, lead, shown, scroll, select });
  const pointer = useGridPointer(shown, select, marquee.begin);
  const drag = useGridDrag(shown);
  const onKeyDown = useGridKeys({ shown, layout, lead, viewHeight: size.height, scroll, select });
  useFollowFocus(scroller, shown);

  useEffect(() => offerFocus('grid', () => scroller.current?.focus({ preventScroll: true })), []);

  useEffect(
    () =>
      onEvent('app.command', ({ command }) => {
        if (command !== 'select-all') return;
        // In a text field the menu means its text.
        if (isTyping(document.activeElement)) document.execCommand('selectAll');
        else select.all();
      }),
    [select],
  );

  const menuItems = () => {
    const { ids, focus } = useSelection.getState();
    const index = focus === null ? -1 : loadedIndexOf(shown, focus.id);
    const assets = [...ids].map((id) => assetAt(shown, loadedIndexOf(shown, id)));
    const bytes = assets.reduce<number | null>(
      (sum, asset) => (sum === null || asset === undefined ? null : sum + asset.size),
      0,
    );
    return assetMenu({ ids: [...ids], asset: assetAt(shown, index), index, bytes }, i18n);
  };

  return (
    <div className={styles.grid}>
      {kind === 'list' && <ListHeader scroller={scroller} />}
      <ContextMenu items={menuItems}>
        <div
          ref={scroller}
          className={clsx(styles.scroller, outdated && styles.outdated)}
          role="listbox"
          aria-label={t('grid.label')}
          aria-multiselectable
          aria-busy={outdated || !shown.complete}
          tabIndex={0}
          onKeyDown={onKeyDown}
          {...pointer}
          {...drag}
        >
          <div className={styles.page} style={{ height: scroll.elementHeight }} role="presentation">
            <div className={styles.holder} style={{ top: scroll.window.top }} role="presentation">
              <GridRows
                layout={layout}
                rows={scroll.window.rows}
                base={scroll.window.base}
                shown={shown}
                uploads={uploads}
                list={kind === 'list'}
                onPictureError={source.refreshUrls}
              />
              {marquee.rect !== null && (
                <div
                  className={styles.marquee}
                  style={{
                    left: marquee.rect.left,
                    top: marquee.rect.top - scroll.window.base,
                    width: marquee.rect.right - marquee.rect.left,
                    height: marquee.rect.bottom - marquee.rect.top,
                  }}
                />
              )}
            </div>
          </div>
        </div>
      </ContextMenu>
    </div>
  );
}
