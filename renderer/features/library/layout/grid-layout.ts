/** Where a group of assets (a day) begins. `start` is the index of its first item; lengths in px. */
export interface GroupHeader {
  readonly key: string;
  readonly count: number;
  readonly start: number;
  readonly top: number;
  readonly height: number;
}

/** Consecutive items under one header. An empty `key` has no header. */
export interface Group {
  readonly key: string;
  readonly count: number;
}

/**
 * Where every item of a result lies, in px of an unscaled page. Rows run top to bottom, items left to right;
 * items of row `r` are `rowStart[r]` (included) to `rowStart[r + 1]` (excluded).
 */
export interface GridLayout {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly rowTop: Float64Array;
  readonly rowHeight: Float32Array;
  readonly rowStart: Int32Array;
  readonly left: Float32Array;
  readonly itemWidth: Float32Array;
  readonly headers: readonly GroupHeader[];
}

/** Free space around and between items, and the height of a group's header; px. */
export interface Spacing {
  readonly gap: number;
  readonly side: number;
  readonly top: number;
  readonly bottom: number;
  readonly header: number;
}

/** Collects rows into typed arrays; a layout of a million items is a few buffers and no objects. */
export class RowWriter {
  readonly #count: number;
  readonly #width: number;
  readonly #spacing: Spacing;
  readonly #rowTop: Float64Array;
  readonly #rowHeight: Float32Array;
  readonly #rowStart: Int32Array;
  readonly #left: Float32Array;
  readonly #itemWidth: Float32Array;
  readonly #headers: GroupHeader[] = [];
  #rows = 0;
  #top: number;

  constructor(count: number, width: number, spacing: Spacing) {
    this.#count = count;
    this.#width = width;
    this.#spacing = spacing;
    this.#top = spacing.top;
    this.#rowTop = new Float64Array(count);
    this.#rowHeight = new Float32Array(count);
    this.#rowStart = new Int32Array(count + 1);
    this.#left = new Float32Array(count);
    this.#itemWidth = new Float32Array(count);
  }

  header(group: Group, start: number): void {
    if (group.key === '') return;
    const height = this.#spacing.header;
    this.#headers.push({ key: group.key, count: group.count, start, top: this.#top, height });
    this.#top += height;
  }

  item(index: number, left: number, width: number): void {
    this.#left[index] = left;
    this.#itemWidth[index] = width;
  }

  /** Ends a row that began with item `start` and moves below it. */
  row(start: number, height: number): void {
    this.#rowTop[this.#rows] = this.#top;
    this.#rowHeight[this.#rows] = height;
    this.#rowStart[this.#rows] = start;
    this.#rows += 1;
    this.#top += height + this.#spacing.gap;
  }

  finish(): GridLayout {
    this.#rowStart[this.#rows] = this.#count;
    const end = this.#rows === 0 ? this.#top : this.#top - this.#spacing.gap;
    return {
      count: this.#count,
      width: this.#width,
      height: end + this.#spacing.bottom,
      rowTop: this.#rowTop.slice(0, this.#rows),
      rowHeight: this.#rowHeight.slice(0, this.#rows),
      rowStart: this.#rowStart.slice(0, this.#rows + 1),
      left: this.#left,
      itemWidth: this.#itemWidth,
      headers: this.#headers,
    };
  }
}

/** Groups that cover exactly `count` items: a surplus is cut, a lack is filled by a group without header. */
export function coverGroups(groups: readonly Group[], count: number): Group[] {
  const covering: Group[] = [];
  let left = count;
  for (const group of groups) {
    const taken = Math.min(group.count, left);
    if (taken > 0) covering.push(taken === group.count ? group : { key: group.key, count: taken });
    left -= taken;
  }
  if (left > 0) covering.push({ key: '', count: left });
  return covering;
}
