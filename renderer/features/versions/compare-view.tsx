import { Button, EmptyState, ErrorState, Spinner } from '@renderer/components/index.ts';
import type { AssetId } from '@shared/domain/ids.ts';
import { Layers } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewerCommand } from '../viewer/keys.ts';
import type { ZoomControl } from '../viewer/use-zoom.ts';
import type { SharedZoom } from '../viewer/zoom.ts';
import { runZoom } from '../viewer/zoom-stage.tsx';
import { CompareBar } from './compare-bar.tsx';
import { compareModes, useVersionCompare } from './compare-store.ts';
import styles from './compare-view.module.css';
import { boxOf, hasPicture, type Pair, pairOf } from './pair.ts';
import { useVersions } from './use-versions.ts';
import { type Layer, VersionLayers } from './version-layers.tsx';

/** Steps of the divider by key, part of the whole. */
const keyStep = 0.02;
/** Digits up to 4 are ways of comparing here, so 9 is the picture at its own size. */
const zoomKeys: Readonly<Record<string, ViewerCommand>> = {
  '+': { do: 'zoom', by: 1 },
  '=': { do: 'zoom', by: 1 },
  '-': { do: 'zoom', by: -1 },
  '0': { do: 'zoom-fit' },
  '9': { do: 'zoom-full' },
};
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** What the overlay does with keys. */
export type CompareKeys = (event: KeyboardEvent) => void;

interface CompareViewProps {
  assetId: AssetId;
  onClose(): void;
  keys: RefObject<CompareKeys | null>;
}

/** Two versions of an asset, beside or over each other. */
export function CompareView({ assetId, onClose, keys }: CompareViewProps) {
  const { t } = useTranslation('versions');
  const { left, right, mode, setMode, swap } = useVersionCompare();
  const { data, error, refetch } = useVersions(assetId);
  const [shared, setShared] = useState<SharedZoom | null>(null);
  const [share, setShare] = useState(0.5);
  const control = useRef<ZoomControl | null>(null);
  const versions = data?.versions ?? [];
  const pair = pairOf(versions, left, right);
  const shown = pair !== null && hasPicture(pair.left) && hasPicture(pair.right);

  const onKeyDown: CompareKeys = (event) => {
    const typing = event.target instanceof Element && event.target.closest('[role=slider], select, input');
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
    const chosen = compareModes[Number(event.key) - 1];
    const zoom = zoomKeys[event.key];
    if (by !== undefined && !typing && (mode === 'slider' || mode === 'onion')) {
      setShare((now) => clamp(now + by * (event.shiftKey ? 5 : 1)));
    } else if (chosen !== undefined) setMode(chosen);
    else if (event.key === 'x' || event.key === 'X') swap();
    else if (zoom !== undefined) runZoom(control.current, zoom);
    else return;
    event.preventDefault();
  };

  useImperativeHandle(keys, () => onKeyDown);

  return (
    <div className={styles.view}>
      <CompareBar
        assetId={assetId}
        versions={versions}
        pair={pair}
        share={share}
        onShare={setShare}
        onClose={onClose}
      />
      <div className={styles.body}>
        {error !== null && versions.length === 0 ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Spinner size={20} label={t('loading')} />
        ) : !shown ? (
          <EmptyState
            icon={Layers}
            title={t('compare.none')}
            text={t('compare.noneText')}
            actions={<Button onClick={onClose}>{t('compare.back')}</Button>}
          />
        ) : (
          <Stage
            pair={pair}
            share={share}
            onMove={setShare}
            shared={shared}
            onShare={setShared}
            onControl={(next) => {
              control.current = next;
            }}
          />
        )}
      </div>
    </div>
  );
}

interface StageProps {
  pair: Pair;
  share: number;
  onMove(share: number): void;
  shared: SharedZoom | null;
  onShare(shared: SharedZoom): void;
  onControl(control: ZoomControl | null): void;
}

function Stage({ pair, share, onMove, shared, onShare, onControl }: StageProps) {
  const { t } = useTranslation('versions');
  const mode = useVersionCompare((state) => state.mode);
  const box = boxOf(pair);
  const { left, right } = pair;
  const words = { left: t('number', { number: left.number }), right: t('number', { number: right.number }) };
  const common = { box, shared, onShare };
  if (mode === 'side') {
    return (
      <>
        {[left, right].map((version, index) => (
          <figure key={`${index === 0 ? 'left' : 'right'}`} className={styles.pane}>
            <div className={styles.half}>
              <VersionLayers
                {...common}
                layers={[{ version }]}
                label={t('number', { number: version.number })}
                {...(index === 0 && { onControl })}
              />
            </div>
          </figure>
        ))}
      </>
    );
  }
  const over: Omit<Layer, 'version'> =
    mode === 'slider' ? { from: share } : mode === 'onion' ? { opacity: share } : { isDifference: true };
  return (
    <div className={styles.pane}>
      <VersionLayers
        {...common}
        layers={[{ version: left }, { version: right, ...over }]}
        label={t(`compare.label.${mode}`, words)}
        onControl={onControl}
      />
      {mode === 'slider' && <Divider share={share} onMove={onMove} words={words} />}
    </div>
  );
}

/** The line between both, to be moved by the pointer; keys move it from anywhere in the view. */
function Divider({
  share,
  onMove,
  words,
}: {
  share: number;
  onMove(share: number): void;
  words: { left: string; right: string };
}) {
  const moved = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const stage = event.currentTarget.parentElement?.getBoundingClientRect();
    if (stage !== undefined) onMove(clamp((event.clientX - stage.left) / stage.width));
  };
  return (
    <>
      <span className={styles.side} data-side="left" style={{ opacity: share > 0.08 ? 1 : 0 }}>
        {words.left}
      </span>
      <span className={styles.side} data-side="right" style={{ opacity: share < 0.92 ? 1 : 0 }}>
        {words.right}
      </span>
      <div
        className={styles.divider}
        aria-hidden
        style={{ left: `${share * 100}%` }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={moved}
      >
        <i />
      </div>
    </>
  );
}
