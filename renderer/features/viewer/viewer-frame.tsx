import { useSelection } from '@renderer/app/selection-store.ts';
import { isTyping } from '@renderer/app/shortcut.ts';
import { useView } from '@renderer/app/view-store.ts';
import { ErrorState, IconButton, Spinner } from '@renderer/components/index.ts';
import { assetActions } from '@renderer/features/library/actions/asset-actions.ts';
import type { AssetSummary } from '@shared/domain/asset.ts';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Compare } from './compare.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { FilmStrip } from './film-strip.tsx';
import { commandFor, type ViewerCommand } from './keys.ts';
import { kindOf } from './kind.ts';
import { noInset, type StageHandle, viewerInset, type ZoomStatus } from './stage.ts';
import { StageFor } from './stage-for.tsx';
import { preload, useDetails } from './use-details.ts';
import { useIdle } from './use-idle.ts';
import { type Neighbourhood, useNeighbour } from './use-neighbour.ts';
import { ViewerBar } from './viewer-bar.tsx';
import styles from './viewer-frame.module.css';

type Viewer = NonNullable<ReturnType<typeof useView.getState>['viewer']>;

/** What the dialog hands its keys to: the focus may be on the dialog itself. */
export type ViewerKeys = (event: KeyboardEvent) => void;

/** Fetches what is shown and hands it to the screen; waits and errors have their own. */
export function ViewerFrame({ viewer, keys }: { viewer: Viewer; keys: RefObject<ViewerKeys | null> }) {
  const { t } = useTranslation('viewer');
  const near = useNeighbour(viewer);
  const { data: details, error, refetch } = useDetails(viewer.assetId);
  const asset: AssetSummary | undefined = near.current ?? details;
  if (asset !== undefined) return <Screen viewer={viewer} near={near} asset={asset} keys={keys} />;
  return (
    <div className={styles.wait}>
      {error === null ? (
        <Spinner size={24} label={t('loading')} />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
    </div>
  );
}

interface ScreenProps {
  viewer: Viewer;
  near: Neighbourhood;
  asset: AssetSummary;
  keys: RefObject<ViewerKeys | null>;
}

function Screen({ viewer, near, asset, keys }: ScreenProps) {
  const { t } = useTranslation('viewer');
  const { data: details, error, refetch } = useDetails(asset.id);
  const { move, moveTo } = useMoves(viewer, near);
  const stage = useRef<StageHandle>(null);
  const [zoom, setZoom] = useState<ZoomStatus | null>(null);
  const [info, setInfo] = useState(false);
  const [comparing, setComparing] = useState(false);
  const selected = useSelection((state) => state.ids);
  const kind = kindOf(details ?? asset);
  const plays = kind === 'video' || kind === 'audio';
  const inset = viewer.mode === 'viewer' ? viewerInset : noInset;
  const { idle, wake } = useIdle(viewer.mode === 'viewer' && !info);

  const trash = async (): Promise<void> => {
    const beside = near.next ?? near.previous;
    if (!(await assetActions.trash([asset.id]))) return;
    if (beside === undefined) useView.getState().closeViewer();
    else move(near.next === undefined ? -1 : 1);
  };
  const canCompare = viewer.mode === 'viewer' && selected.size >= 2 && selected.size <= 4;
  const close = (): void => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else if (comparing) setComparing(false);
    else useView.getState().closeViewer();
  };
  const run = (command: ViewerCommand): void => {
    switch (command.do) {
      case 'close':
        close();
        break;
      case 'expand':
        useView.getState().openViewer({ ...viewer, mode: 'viewer' });
        break;
      case 'move':
        move(command.by);
        break;
      case 'move-to':
        moveTo(command.end === 'first' ? 0 : near.total - 1);
        break;
      case 'rate':
        void assetActions.rate([asset.id], command.rating);
        break;
      case 'info':
        setInfo((open) => !open);
        break;
      case 'similar':
        assetActions.findSimilar(asset);
        break;
      case 'save':
        if (command.metadata === 'kept') void assetActions.saveCopies([asset.id]);
        else void assetActions.saveBareCopies([asset.id]);
        break;
      case 'trash':
        if (asset.deletedAt === null) void trash();
        break;
      case 'compare':
        setComparing((on) => !on && canCompare);
        break;
      default:
        stage.current?.run(command);
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !ownsKeys(event)) {
      event.stopPropagation();
      close();
      return;
    }
    // Menus and sliders use keys of their own.
    if (event.defaultPrevented || isTyping(event.target) || ownsKeys(event)) return;
    const shows = plays ? 'media' : kind === 'pdf' || kind === 'text' ? 'pages' : 'picture';
    const command = commandFor(event.nativeEvent, { mode: viewer.mode, shows });
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    wake();
    run(command);
  };
  useLayoutEffect(() => {
    keys.current = onKeyDown;
    return () => {
      keys.current = null;
    };
  });

  return (
    <div
      className={styles.frame}
      data-mode={viewer.mode}
      data-idle={idle || undefined}
      data-info={info || undefined}
      onPointerMove={wake}
    >
      <div className={styles.stage}>
        {comparing && canCompare ? (
          <Compare ids={[...selected]} onZoom={setZoom} ref={stage} />
        ) : error !== null && details === undefined ? (
          <div className={styles.wait}>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </div>
        ) : (
          <StageFor
            key={asset.id}
            ref={stage}
            kind={kind}
            asset={asset}
            details={details}
            onZoom={setZoom}
            inset={inset}
          />
        )}
      </div>
      <ViewerBar
        mode={viewer.mode}
        asset={asset}
        position={{ index: near.index, total: near.total }}
        zoom={zoom}
        info={info}
        comparing={comparing && canCompare}
        canCompare={canCompare}
        run={run}
      />
      {viewer.mode === 'viewer' && !comparing && (
        <>
          <div className={styles.previous} data-chrome>
            <IconButton
              icon={ChevronLeft}
              label={t('previous')}
              shortcut="Left"
              size="l"
              tooltipSide="right"
              disabled={near.index === 0}
              onClick={() => move(-1)}
            />
          </div>
          <div className={styles.next} data-chrome>
            <IconButton
              icon={ChevronRight}
              label={t('next')}
              shortcut="Right"
              size="l"
              tooltipSide="left"
              disabled={near.index >= near.total - 1}
              onClick={() => move(1)}
            />
          </div>
          <FilmStrip index={near.index} total={near.total} onChoose={moveTo} />
        </>
      )}
      {info && <FactsPanel asset={asset} details={details} />}
    </div>
  );
}

function ownsKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role=menu]') !== null) return true;
  // Only what sliders and stars answer to themselves.
  if (target.closest('[role=slider], [role=radio]') !== null)
    return /^(Arrow|Home|End|Page| |Enter)/.test(key);
  // Enter and space press the button that has the focus.
  return (key === ' ' || key === 'Enter') && target.closest('button') !== null;
}

/** Moves to a place of the list; a place that has not arrived yet is shown as soon as it has. */
function useMoves(viewer: Viewer, near: Neighbourhood) {
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<number | null>(null);
  const ahead = useNeighbour({ assetId: '', index: wanted ?? near.index });
  const arrived = wanted === null ? undefined : ahead.at(wanted);

  const show = useCallback(
    (asset: AssetSummary, index: number): void => {
      useView.getState().openViewer({ mode: viewer.mode, assetId: asset.id, index });
      useSelection.getState().select([asset.id], { id: asset.id, index });
    },
    [viewer.mode],
  );
  useEffect(() => {
    if (wanted === null || arrived === undefined) return;
    setWanted(null);
    show(arrived, wanted);
  }, [wanted, arrived, show]);

  const { next, previous } = near;
  useEffect(() => {
    for (const asset of [next, previous]) if (asset !== undefined) void preload(queries, asset.id);
  }, [queries, next, previous]);

  const moveTo = (index: number): void => {
    if (index < 0 || index >= near.total || index === near.index) return;
    const asset = near.at(index);
    if (asset === undefined) setWanted(index);
    else show(asset, index);
  };
  return { moveTo, move: (by: 1 | -1) => moveTo((wanted ?? near.index) + by) };
}
