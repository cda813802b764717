import { useCanChange } from '@renderer/app/access.ts';
import { Button, IconButton, Menu, StarRating } from '@renderer/components/index.ts';
import type { AssetSummary } from '@shared/domain/asset.ts';
import { formatBytes } from '@shared/format/bytes.ts';
import { formatNumber, formatPercent } from '@shared/format/number.ts';
import {
  Columns2,
  Download,
  Eraser,
  Info,
  Maximize2,
  Minus,
  Plus,
  ScanSearch,
  Trash2,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ViewerCommand } from './keys.ts';
import type { ZoomStatus } from './stage.ts';
import styles from './viewer-bar.module.css';

interface ViewerBarProps {
  mode: 'viewer' | 'quicklook';
  asset: AssetSummary;
  position: { index: number; total: number };
  zoom: ZoomStatus | null;
  info: boolean;
  comparing: boolean;
  canCompare: boolean;
  run(command: ViewerCommand): void;
}

export function ViewerBar({ mode, asset, position, zoom, info, comparing, canCompare, run }: ViewerBarProps) {
  const { t, i18n } = useTranslation(['viewer', 'library']);
  const canChange = useCanChange();
  const number = (value: number): string => formatNumber(value, i18n.language);
  const facts = [
    asset.width !== null && asset.height !== null && asset.type !== 'document'
      ? `${asset.width} × ${asset.height}`
      : null,
    formatBytes(asset.size, i18n.language),
  ].filter(Boolean);
  return (
    <header className={styles.bar} data-mode={mode} data-chrome>
      <div className={styles.name}>
        <h2 title={asset.name}>{asset.name}</h2>
        <p>
          {facts.join(' · ')}
          {position.total > 1 && (
            <span>{t('position', { index: number(position.index + 1), total: number(position.total) })}</span>
          )}
        </p>
      </div>
      {mode === 'viewer' && (
        <StarRating
          readOnly={!canChange}
          value={asset.rating}
          onChange={(rating) => run({ do: 'rate', rating })}
        />
      )}
      {zoom !== null && (
        <fieldset className={styles.zoom} aria-label={t('zoom.label')}>
          <IconButton
            icon={Minus}
            label={t('zoom.out')}
            shortcut="-"
            onClick={() => run({ do: 'zoom', by: -1 })}
          />
          <Button
            variant="ghost"
            className={styles.level}
            aria-label={t('zoom.toggle', { level: formatPercent(zoom.level, i18n.language) })}
            onClick={() => run({ do: 'zoom-toggle' })}
          >
            {formatPercent(zoom.level, i18n.language)}
          </Button>
          <IconButton
            icon={Plus}
            label={t('zoom.in')}
            shortcut="+"
            onClick={() => run({ do: 'zoom', by: 1 })}
          />
        </fieldset>
      )}
      <div className={styles.actions}>
        {mode === 'quicklook' ? (
          <IconButton
            icon={Maximize2}
            label={t('expand')}
            shortcut="Enter"
            onClick={() => run({ do: 'expand' })}
          />
        ) : (
          <>
            {canCompare && (
              <IconButton
                icon={Columns2}
                label={t('compare.toggle')}
                shortcut="C"
                pressed={comparing}
                onClick={() => run({ do: 'compare' })}
              />
            )}
            <IconButton
              icon={Info}
              label={t('info')}
              shortcut="I"
              pressed={info}
              onClick={() => run({ do: 'info' })}
            />
            {asset.type === 'image' && (
              <IconButton
                icon={ScanSearch}
                label={t('similar')}
                shortcut="S"
                onClick={() => run({ do: 'similar' })}
              />
            )}
            <Menu
              align="end"
              trigger={<IconButton icon={Download} label={t('save')} />}
              items={[
                {
                  label: t('library:menu.saveCopies'),
                  icon: Download,
                  shortcut: 'Mod+S',
                  onSelect: () => run({ do: 'save', metadata: 'kept' }),
                },
                {
                  label: t('library:menu.saveBareCopies'),
                  icon: Eraser,
                  shortcut: 'Mod+Shift+S',
                  onSelect: () => run({ do: 'save', metadata: 'removed' }),
                },
              ]}
            />
            {canChange && asset.deletedAt === null && (
              <IconButton
                icon={Trash2}
                label={t('trash')}
                shortcut="Delete"
                onClick={() => run({ do: 'trash' })}
              />
            )}
          </>
        )}
        <IconButton icon={X} label={t('close')} shortcut="Esc" onClick={() => run({ do: 'close' })} />
      </div>
    </header>
  );
}
