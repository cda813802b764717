import { useCanChange } from '@renderer/app/access.ts';
import { useFormat } from '@renderer/app/use-format.ts';
import { Button, IconButton, Menu, Segmented, Slider } from '@renderer/components/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import type { AssetVersion } from '@shared/domain/version.ts';
import {
  ArrowLeftRight,
  ChevronDown,
  Columns2,
  Contrast,
  Layers2,
  RotateCcw,
  SquareSplitHorizontal,
  X,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type CompareMode, compareModes, useVersionCompare } from './compare-store.ts';
import styles from './compare-view.module.css';
import type { Pair } from './pair.ts';
import { versionActions } from './version-actions.ts';

const icons = {
  side: Columns2,
  slider: SquareSplitHorizontal,
  onion: Layers2,
  difference: Contrast,
} as const satisfies Record<CompareMode, unknown>;

interface CompareBarProps {
  assetId: AssetId;
  versions: readonly AssetVersion[];
  pair: Pair | null;
  /** Place of the divider, or opacity of the version on top, 0 to 1. */
  share: number;
  onShare(share: number): void;
  onClose(): void;
}

/** Which two versions, and how they are laid over each other. */
export function CompareBar({ assetId, versions, pair, share, onShare, onClose }: CompareBarProps) {
  const { t } = useTranslation(['versions', 'common']);
  const format = useFormat();
  const canChange = useCanChange();
  const { mode, setMode, choose, swap } = useVersionCompare();
  const former = pair?.left.isCurrent === false ? pair.left : pair?.right;
  const percent = format.percent(share);
  return (
    <header className={styles.bar}>
      <div className={styles.choice}>
        {pair !== null && (
          <>
            <Choice side="left" version={pair.left} versions={versions} onChoose={choose} />
            <IconButton
              size="s"
              icon={ArrowLeftRight}
              label={t('compare.swap')}
              shortcut="X"
              onClick={swap}
            />
            <Choice side="right" version={pair.right} versions={versions} onChoose={choose} />
          </>
        )}
      </div>
      <div className={styles.modes}>
        <Segmented
          label={t('compare.mode')}
          value={mode}
          iconsOnly
          options={compareModes.map((value) => ({
            value,
            label: t(`compare.modes.${value}`),
            icon: icons[value],
          }))}
          onChange={setMode}
        />
        {(mode === 'slider' || mode === 'onion') && (
          <Slider
            className={styles.share}
            label={t(mode === 'slider' ? 'compare.divider' : 'compare.opacity')}
            value={share}
            min={0}
            max={1}
            step={0.01}
            valueText={percent}
            onChange={onShare}
          />
        )}
      </div>
      <div className={styles.actions}>
        {canChange && former !== undefined && !former.isCurrent && (
          <Button
            size="s"
            icon={RotateCcw}
            disabled={former.isSameAsCurrent}
            onClick={() => void versionActions.restore(assetId, former.number)}
          >
            {t('compare.restore', { number: former.number })}
          </Button>
        )}
        <IconButton icon={X} label={t('common:close')} onClick={onClose} />
      </div>
    </header>
  );
}

function Choice({
  side,
  version,
  versions,
  onChoose,
}: {
  side: 'left' | 'right';
  version: AssetVersion;
  versions: readonly AssetVersion[];
  onChoose(side: 'left' | 'right', number: number): void;
}) {
  const { t } = useTranslation('versions');
  const format = useFormat();
  const nameOf = ({ number, isCurrent }: AssetVersion): string =>
    isCurrent ? t('numberCurrent', { number }) : t('number', { number });
  return (
    <Menu
      trigger={
        <Button size="s" variant="ghost" aria-label={t(`compare.choose.${side}`, { name: nameOf(version) })}>
          {nameOf(version)}
          <ChevronDown size={13} aria-hidden />
        </Button>
      }
      items={versions.map((one) => ({
        label: nameOf(one),
        hint: format.dateTime(one.createdAt),
        checked: one.number === version.number,
        onSelect: () => onChoose(side, one.number),
      }))}
    />
  );
}
