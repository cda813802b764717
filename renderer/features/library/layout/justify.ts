import { coverGroups, type GridLayout, type Group, RowWriter, type Spacing } from './grid-layout.ts';
import { decodeRatio } from './ratio.ts';

export interface JustifyOptions extends Spacing {
  /** Width of the whole page in px. */
  readonly width: number;
  /** Height that rows come close to, in px. */
  readonly rowHeight: number;
  readonly groups: readonly Group[];
}

/** Panoramas and strips are cropped to these ratios, so that one of them does not make a row of its own. */
const narrowest = 0.5;
const widest = 3.2;
/** A last row that is at least this full is stretched to the edge like the others. */
const nearlyFull = 0.9;

const shown = Float32Array.from({ length: 256 }, (_, byte) =>
  Math.min(widest, Math.max(narrowest, decodeRatio(byte))),
);

/**
 * Lays pictures out in rows of equal height that fill the width; the last row of a group keeps the wished height.
 *
 * @param ratios one byte an item, as in `assets.outline`
 */
export function justify(ratios: Uint8Array, options: JustifyOptions): GridLayout {
  const { gap, side, rowHeight: wished } = options;
  const inner = Math.max(1, options.width - 2 * side);
  const writer = new RowWriter(ratios.length, options.width, options);
  const ratioOf = (index: number): number => shown[ratios[index] ?? 0] ?? 1;

  /** Writes items `from` to `to` (excluded) as one row; `fill` stretches them to the edge. */
  const writeRow = (from: number, to: number, sum: number, fill: boolean): void => {
    const free = Math.max(to - from, inner - gap * (to - from - 1));
    const exact = fill ? free / sum : Math.min(wished, free / sum);
    let edge = 0;
    for (let index = from; index < to; index += 1) {
      const start = Math.round(edge);
      edge += ratioOf(index) * exact;
      const end = fill && index === to - 1 ? Math.round(free) : Math.round(edge);
      writer.item(index, side + start + gap * (index - from), Math.max(1, end - start));
    }
    writer.row(from, Math.max(1, Math.round(exact)));
  };

  let index = 0;
  for (const group of coverGroups(options.groups, ratios.length)) {
    writer.header(group, index);
    const end = index + group.count;
    let from = index;
    let sum = 0;
    while (index < end) {
      const ratio = ratioOf(index);
      const items = index - from + 1;
      const total = sum + ratio;
      if (total * wished + gap * (items - 1) < inner) {
        sum = total;
        index += 1;
        continue;
      }
      const heightWith = (inner - gap * (items - 1)) / total;
      const heightWithout = items > 1 ? (inner - gap * (items - 2)) / sum : Number.POSITIVE_INFINITY;
      // Compared as factors: half as high is as far off as twice as high.
      if (wished / heightWith <= heightWithout / wished) {
        index += 1;
        writeRow(from, index, total, true);
      } else {
        writeRow(from, index, sum, true);
      }
      from = index;
      sum = 0;
    }
    if (from < end) {
      const natural = sum * wished + gap * (end - from - 1);
      writeRow(from, end, sum, natural >= inner * nearlyFull);
    }
  }
  return writer.finish();
}
