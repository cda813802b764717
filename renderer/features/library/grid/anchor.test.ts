import { describe, expect, it } from 'vitest';
import { justify } from '../layout/justify.ts';
import { rowOfItem } from '../layout/locate.ts';
import { anchorAt, offsetOf, topAnchor } from './anchor.ts';

const spacing = { gap: 8, side: 16, top: 12, bottom: 32, header: 36 };
const lay = (count: number, width = 900, rowHeight = 186) =>
  justify(new Uint8Array(count).fill(128), { ...spacing, width, rowHeight, groups: [] });

describe('what stays in place', () => {
  it('is the top while the view is at the top', () => {
    expect(anchorAt(lay(50), 0, 0)).toEqual(topAnchor);
    expect(offsetOf(lay(60), topAnchor, 0)).toBe(0);
  });

  it('is the same asset when assets came in before it', () => {
    const before = lay(50);
    const held = anchorAt(before, before.rowTop[5] ?? 0, 0);
    const after = lay(58);
    const row = rowOfItem(after, (held.asset ?? 0) + 8);
    expect(offsetOf(after, { ...held, asset: (held.asset ?? 0) + 8 }, 0)).toBe(after.rowTop[row]);
  });

  it('is found back after the size changed and back again', () => {
    const wide = lay(400, 1200);
    const offset = (wide.rowTop[30] ?? 0) + 20;
    const held = anchorAt(wide, offset, 0);
    const narrow = lay(400, 700);
    expect(offsetOf(narrow, held, 0)).toBeGreaterThan(offset);
    expect(offsetOf(wide, held, 0)).toBe(offset);
  });

  it('does not move when an upload in flight becomes an asset', () => {
    const layout = lay(50);
    const offset = (layout.rowTop[6] ?? 0) + 3;
    const held = anchorAt(layout, offset, 2);
    // Two uploads less before the first asset, two assets more.
    expect(offsetOf(layout, { ...held, asset: (held.asset ?? 0) + 2 }, 0)).toBe(offset);
  });

  it('stays within a result that became shorter', () => {
    const short = lay(3);
    expect(offsetOf(short, { asset: 500, below: 0 }, 0)).toBe(short.rowTop[0]);
  });
});
