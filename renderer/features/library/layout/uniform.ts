import { coverGroups, type GridLayout, type Group, RowWriter, type Spacing } from './grid-layout.ts';

export interface UniformOptions extends Spacing {
  /** Width of the whole page in px. */
  readonly width: number;
  readonly groups: readonly Group[];
}

/** Lays `count` items out in equal squares that fill the width; their side comes close to `size` px. */
export function layOutSquares(count: number, size: number, options: UniformOptions): GridLayout {
  const { gap, side } = options;
  const inner = Math.max(1, options.width - 2 * side);
  const columns = Math.max(1, Math.round((inner + gap) / (size + gap)));
  const free = Math.max(columns, inner - gap * (columns - 1));
  const starts = Array.from({ length: columns + 1 }, (_, column) => Math.round((free * column) / columns));
  return layOut(count, options, columns, Math.max(1, Math.floor(free / columns)), (column) => {
    const start = starts[column] ?? 0;
    return [side + start + gap * column, Math.max(1, (starts[column + 1] ?? 0) - start)];
  });
}

/** Lays `count` items out one a line, `height` px each, over the whole width. */
export function layOutList(count: number, height: number, options: UniformOptions): GridLayout {
  const width = Math.max(1, options.width - 2 * options.side);
  return layOut(count, options, 1, height, () => [options.side, width]);
}

function layOut(
  count: number,
  options: UniformOptions,
  columns: number,
  height: number,
  place: (column: number) => readonly [left: number, width: number],
): GridLayout {
  const writer = new RowWriter(count, options.width, options);
  const places = Array.from({ length: columns }, (_, column) => place(column));
  let index = 0;
  for (const group of coverGroups(options.groups, count)) {
    writer.header(group, index);
    const end = index + group.count;
    while (index < end) {
      const rowEnd = Math.min(end, index + columns);
      for (let item = index; item < rowEnd; item += 1) {
        const [left, width] = places[item - index] ?? [0, 1];
        writer.item(item, left, width);
      }
      writer.row(index, height);
      index = rowEnd;
    }
  }
  return writer.finish();
}
