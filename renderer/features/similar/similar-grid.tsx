import { useSelection } from '@renderer/app/selection-store.ts';
import { useFormat } from '@renderer/app/use-format.ts';
import { useView } from '@renderer/app/view-store.ts';
import { ContextMenu } from '@renderer/components/index.ts';
import { assetMenu } from '@renderer/features/library/actions/asset-menu.ts';
import { Thumbnail } from '@renderer/features/library/cells/thumbnail.tsx';
import { useSize } from '@renderer/features/library/grid/use-size.ts';
import { justify } from '@renderer/features/library/layout/justify.ts';
import { rectOfItem } from '@renderer/features/library/layout/locate.ts';
import { encodeRatio } from '@renderer/features/library/layout/ratio.ts';
import type { CallOutput } from '@shared/contract/index.ts';
import { useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { similarityPercent } from './matches.ts';
import styles from './similar-grid.module.css';
import { useResultSelection } from './use-result-selection.ts';

type Result = CallOutput<'similar.search'>['results'][number];

const spacing = { gap: 8, side: 16, top: 14, bottom: 24, header: 0 };

/** Results in justified rows, each with its similarity. */
export function SimilarGrid({ results }: { results: readonly Result[] }) {
  const { t, i18n } = useTranslation('similar');
  const queries = useQueryClient();
  const grid = useRef<HTMLDivElement>(null);
  const rowHeight = useView((state) => state.thumbnailSize);
  const { width } = useSize(grid);
  const layout = useMemo(() => {
    const ratios = Uint8Array.from(results, ({ asset }) =>
      asset.width === null || asset.height === null ? 0 : encodeRatio(asset.width / asset.height),
    );
    return justify(ratios, { ...spacing, width, rowHeight, groups: [] });
  }, [results, width, rowHeight]);
  const assets = useMemo(() => results.map(({ asset }) => asset), [results]);
  const { onKeyDown, onPointerDown, onDoubleClick, chosen } = useResultSelection(assets, layout, grid);
  const focus = useSelection((state) => state.focus);
  const active = focus !== null && results[focus.index]?.asset.id === focus.id ? focus.id : undefined;

  return (
    <ContextMenu
      items={() => {
        const { asset, index, ids } = chosen();
        const bytes = assets.filter(({ id }) => ids.includes(id)).reduce((sum, { size }) => sum + size, 0);
        return assetMenu({ ids, asset, index, bytes }, i18n);
      }}
    >
      <div
        ref={grid}
        className={styles.grid}
        role="listbox"
        aria-multiselectable
        aria-label={t('results')}
        tabIndex={0}
        {...(active !== undefined && { 'aria-activedescendant': `similar-${active}` })}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onDoubleClick={onDoubleClick}
      >
        <div className={styles.page} style={{ height: layout.height }}>
          {width > 0 &&
            results.map((result, index) => {
              const rect = rectOfItem(layout, index);
              return (
                rect !== null && (
                  <Match
                    key={result.asset.id}
                    result={result}
                    index={index}
                    style={{
                      left: rect.left,
                      top: rect.top,
                      width: rect.right - rect.left,
                      height: rect.bottom - rect.top,
                    }}
                    onPictureError={() => void queries.invalidateQueries({ queryKey: ['similar'] })}
                  />
                )
              );
            })}
        </div>
      </div>
    </ContextMenu>
  );
}

interface MatchProps {
  result: Result;
  index: number;
  style: { left: number; top: number; width: number; height: number };
  onPictureError: () => void;
}

function Match({ result: { asset, similarity }, index, style, onPictureError }: MatchProps) {
  const { t } = useTranslation('similar');
  const { percent } = useFormat();
  const selected = useSelection(({ ids }) => ids.has(asset.id));
  const focused = useSelection(({ focus }) => focus?.id === asset.id);
  const share = percent(similarityPercent(similarity) / 100);
  // One failed picture asks for fresh addresses once, however often it fails.
  const failed = useRef(false);
  return (
    <div
      id={`similar-${asset.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-label={t('result', { name: asset.name, percent: share })}
      className={clsx(styles.cell, selected && styles.selected, focused && styles.focused)}
      style={style}
      data-index={index}
      data-asset={asset.id}
    >
      <Thumbnail
        asset={asset}
        onError={() => {
          if (!failed.current) onPictureError();
          failed.current = true;
        }}
      />
      <span className={styles.share} aria-hidden>
        {share}
      </span>
    </div>
  );
}
