import type { AssetDetails, AssetSummary } from '@shared/domain/asset.ts';
import type { Ref } from 'react';
import type { ViewerCommand } from './keys.ts';

/** What the frame can ask of the stage that is shown; answers whether it took the command. */
export interface StageHandle {
  run(command: ViewerCommand): boolean;
}

/** For the zoom figure in the bar; null where nothing zooms. */
export interface ZoomStatus {
  /** 1 is 100 %. */
  level: number;
  fit: boolean;
}

export interface StageProps {
  ref: Ref<StageHandle>;
  asset: AssetSummary;
  /** Undefined while it is fetched. */
  details: AssetDetails | undefined;
  onZoom(status: ZoomStatus | null): void;
  /** What the bars cover of the stage, px. */
  inset: { top: number; bottom: number };
}

export const noInset: StageProps['inset'] = { top: 0, bottom: 0 };
/** The bar above and the film strip below. */
export const viewerInset: StageProps['inset'] = { top: 52, bottom: 88 };

/** Carries a *scroll* command out on a scrolling element: a few lines, or most of what is seen. */
export function scrollBy(command: ViewerCommand, element: HTMLElement | null): boolean {
  if (command.do !== 'scroll' || element === null) return false;
  const step = command.page ? element.clientHeight * 0.9 : 80;
  element.scrollBy({ top: command.by * step, behavior: command.page ? 'smooth' : 'instant' });
  return true;
}
