/** Chromium lays out nothing beyond some 33 million px; well below, so that zoomed displays keep clear of it too. */
export const tallestElement = 16_000_000;

/**
 * Maps a page that may be taller than an element can be to the element that scrolls it. Within the limit both
 * are the same; beyond it the scroll bar moves in proportion, while wheel and keys move by true distances.
 */
export interface ScrollScale {
  readonly scaled: boolean;
  /** Height to give to the scrolled element, px. */
  readonly elementHeight: number;
  toOffset(scrollTop: number): number;
  toScrollTop(offset: number): number;
}

export function scrollScale(
  pageHeight: number,
  viewHeight: number,
  tallest: number = tallestElement,
): ScrollScale {
  const pageRange = Math.max(0, pageHeight - viewHeight);
  const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
  if (pageHeight <= tallest) {
    return {
      scaled: false,
      elementHeight: pageHeight,
      toOffset: (scrollTop) => clamp(scrollTop, pageRange),
      toScrollTop: (offset) => clamp(offset, pageRange),
    };
  }
  const elementRange = Math.max(1, tallest - viewHeight);
  const factor = pageRange / elementRange;
  return {
    scaled: true,
    elementHeight: tallest,
    toOffset: (scrollTop) => clamp(scrollTop, elementRange) * factor,
    toScrollTop: (offset) => clamp(offset, pageRange) / factor,
  };
}
