import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canPan,
  fitScale,
  fitted,
  fromShared,
  levelOf,
  panned,
  resized,
  type Stage,
  shareOf,
  stepped,
  toggled,
  wheelFactor,
  type Zoom,
  zoomedTo,
} from './zoom.ts';

const stage = (over: Partial<Stage> = {}): Stage => ({
  view: { width: 1000, height: 800 },
  image: { width: 4000, height: 2000 },
  pixelRatio: 1,
  scalable: false,
  inset: { top: 0, bottom: 0 },
  ...over,
});

const anyStage = fc.record({
  view: fc.record({ width: fc.integer({ min: 50, max: 4000 }), height: fc.integer({ min: 50, max: 3000 }) }),
  image: fc.record({
    width: fc.integer({ min: 1, max: 30_000 }),
    height: fc.integer({ min: 1, max: 30_000 }),
  }),
  pixelRatio: fc.constantFrom(1, 1.25, 2, 3),
  scalable: fc.boolean(),
  inset: fc.constantFrom({ top: 0, bottom: 0 }, { top: 52, bottom: 88 }),
});

/** The image px that is shown at a place of the stage. */
function imagePointAt(zoom: Zoom, { view, image }: Stage, x: number, y: number) {
  return {
    x: (x - view.width / 2 - zoom.x) / zoom.scale + image.width / 2,
    y: (y - view.height / 2 - zoom.y) / zoom.scale + image.height / 2,
  };
}

describe('fitting', () => {
  it('shows all of a large picture', () => {
    expect(fitScale(stage())).toBe(0.25);
    expect(fitScale(stage({ image: { width: 1000, height: 8000 } }))).toBe(0.1);
  });

  it('leaves a small raster picture at one image px a device px', () => {
    const small = { width: 100, height: 100 };
    expect(fitScale(stage({ image: small }))).toBe(1);
    expect(fitScale(stage({ image: small, pixelRatio: 2 }))).toBe(0.5);
  });

  it('enlarges a vector picture to the stage', () => {
    expect(fitScale(stage({ image: { width: 100, height: 100 }, scalable: true }))).toBe(8);
  });

  it('keeps a fitted picture clear of the bars', () => {
    const barred = stage({ image: { width: 2000, height: 6600 }, inset: { top: 52, bottom: 88 } });
    const { scale, y } = fitted(barred);
    expect(scale).toBe(0.1);
    expect(400 + y - (6600 * scale) / 2).toBeCloseTo(52, 6);
    expect(400 + y + (6600 * scale) / 2).toBeCloseTo(712, 6);
  });

  it('fits again when the window changes, but keeps a zoom that a person chose', () => {
    const larger = stage({ view: { width: 2000, height: 1600 } });
    expect(resized(fitted(stage()), larger).scale).toBe(0.5);
    expect(resized(zoomedTo(fitted(stage()), stage(), 1), larger).scale).toBe(1);
  });
});

describe('zooming', () => {
  it('keeps what is under the pointer under the pointer', () => {
    const before = zoomedTo(fitted(stage()), stage(), 1);
    const at = { x: 700, y: 300 };
    const after = zoomedTo(before, stage(), 2, at);
    const seen = imagePointAt(after, stage(), at.x, at.y);
    const wanted = imagePointAt(before, stage(), at.x, at.y);
    expect(seen.x).toBeCloseTo(wanted.x, 6);
    expect(seen.y).toBeCloseTo(wanted.y, 6);
  });

  it('never leaves a gap beside a picture that is larger than the stage, nor an edge hidden of a smaller one', () => {
    fc.assert(
      fc.property(
        anyStage,
        fc.array(
          fc.record({
            factor: fc.double({ min: 0.3, max: 3, noNaN: true }),
            x: fc.integer({ min: 0, max: 4000 }),
            y: fc.integer({ min: 0, max: 3000 }),
            dx: fc.integer({ min: -5000, max: 5000 }),
          }),
          { maxLength: 8 },
        ),
        (s, moves) => {
          let zoom = fitted(s);
          for (const move of moves) {
            zoom = zoomedTo(zoom, s, zoom.scale * move.factor, move);
            zoom = panned(zoom, s, move.dx, -move.dx);
          }
          const shownWidth = s.image.width * zoom.scale;
          const left = s.view.width / 2 + zoom.x - shownWidth / 2;
          if (shownWidth >= s.view.width) {
            expect(left).toBeLessThanOrEqual(1e-6);
            expect(left + shownWidth).toBeGreaterThanOrEqual(s.view.width - 1e-6);
          } else {
            expect(left).toBeCloseTo((s.view.width - shownWidth) / 2, 6);
          }
        },
      ),
    );
  });

  it('steps through round levels and stops at fit on the way', () => {
    const s = stage({ image: { width: 2500, height: 1000 } });
    const up = stepped(fitted(s), s, 1);
    expect(levelOf(up, s)).toBe(0.5);
    const down = stepped(up, s, -1);
    expect(down).toEqual(fitted(s));
    expect(levelOf(stepped(down, s, -1), s)).toBe(0.33);
  });

  it('stops at the ends', () => {
    const s = stage();
    let zoom = fitted(s);
    for (let i = 0; i < 40; i++) zoom = stepped(zoom, s, 1);
    expect(levelOf(zoom, s)).toBe(16);
    for (let i = 0; i < 40; i++) zoom = stepped(zoom, s, -1);
    expect(levelOf(zoom, s)).toBe(0.05);
  });

  it('toggles between fit and one image px a device px', () => {
    const s = stage({ pixelRatio: 2 });
    const full = toggled(fitted(s), s, { x: 10, y: 10 });
    expect(levelOf(full, s)).toBe(1);
    expect(toggled(full, s)).toEqual(fitted(s));
  });

  it('goes past 100 % on a double click where the picture is at 100 % already', () => {
    const s = stage({ image: { width: 200, height: 200 } });
    expect(levelOf(toggled(fitted(s), s), s)).toBe(2);
  });

  it('moves a notch of the wheel and a pinch by a like amount, and undoes it the other way', () => {
    const notch = wheelFactor({ deltaY: -100, deltaMode: 0, ctrlKey: false });
    expect(notch).toBeGreaterThan(1.15);
    expect(notch).toBeLessThan(1.4);
    expect(notch * wheelFactor({ deltaY: 100, deltaMode: 0, ctrlKey: false })).toBeCloseTo(1, 9);
    expect(wheelFactor({ deltaY: -5, deltaMode: 0, ctrlKey: true })).toBeGreaterThan(1.04);
  });

  it('can be dragged only where something is out of sight', () => {
    expect(canPan(fitted(stage()), stage())).toBe(false);
    expect(canPan(zoomedTo(fitted(stage()), stage(), 1), stage())).toBe(true);
  });
});

describe('comparing', () => {
  it('shows the same part of pictures of different sizes', () => {
    const small = stage({ image: { width: 400, height: 200 }, scalable: true });
    const zoomed = panned(zoomedTo(fitted(stage()), stage(), 1), stage(), 9999, 0);
    const other = fromShared(shareOf(zoomed, stage()), small);
    expect(imagePointAt(other, small, 0, 400).x).toBeCloseTo(0, 6);
    expect(other.scale / fitScale(small)).toBeCloseTo(4, 6);
  });

  it('fits all when one is fitted', () => {
    expect(fromShared(shareOf(fitted(stage()), stage()), stage()).fit).toBe(true);
  });
});
