import { describe, expect, it } from 'vitest';
import { frameAt, keptWithin, stripPlace } from './strip-place.ts';

const layout = { frames: 8, columns: 6, width: 240, height: 135 };

describe('the frame under the pointer', () => {
  it.each([
    [0, 0],
    [0.124, 0],
    [0.126, 1],
    [0.99, 7],
    [1, 7],
    [-0.2, 0],
    [1.4, 7],
  ])('at %s of the film is number %s of eight', (share, frame) => {
    expect(frameAt(share, 8)).toBe(frame);
  });
});

describe('the picture of all frames', () => {
  it.each([
    [0, { width: 320, height: 180 }],
    [7, { width: 320, height: 180 }],
    [7, { width: 180, height: 180 }],
    [3, { width: 100, height: 400 }],
  ])('shows frame %s alone in %o', (frame, box) => {
    const place = stripPlace(layout, frame, box);
    const scale = place.width / (6 * 240);
    expect(place.height).toBeCloseTo(2 * 135 * scale);
    const [left, top] = [(frame % 6) * 240 * scale, Math.floor(frame / 6) * 135 * scale];
    // The box lies within the frame, with a pixel to spare, and around its middle.
    expect(-place.left).toBeGreaterThan(left + 0.99);
    expect(-place.top).toBeGreaterThan(top + 0.99);
    expect(-place.left + box.width / 2).toBeCloseTo(left + 120 * scale);
    expect(-place.top + box.height / 2).toBeCloseTo(top + 67.5 * scale);
  });
});

describe('what is shown above a pointer', () => {
  it('has its middle there, and stays in its room at the ends', () => {
    expect(keptWithin(200, 160, 400)).toBe(120);
    expect(keptWithin(10, 160, 400)).toBe(0);
    expect(keptWithin(395, 160, 400)).toBe(240);
  });
});
