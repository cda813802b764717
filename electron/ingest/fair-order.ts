import type { BatchId, BrandId, ProjectId, UploadId } from '../../shared/domain/ids.ts';

/** What the order goes by. */
export interface Waiting {
  readonly id: UploadId;
  readonly batchId: BatchId;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly size: number;
}

/** What the person is looking at: single files, and the brand or project that is open. */
export interface OnScreen {
  readonly uploadIds: readonly UploadId[];
  readonly place: { readonly brandId: BrandId; readonly projectId: ProjectId | null } | null;
}

/** How many files may be on their way at once. */
export interface Places {
  readonly all: number;
  /** Of these, large ones: the others stay free for files that are through in a moment. */
  readonly large: number;
}

/** What is on its way already. */
export interface Taken {
  readonly all: number;
  readonly large: number;
}

const MiB = 1024 * 1024;
const classes = ['small', 'medium', 'large'] as const;
type SizeClass = (typeof classes)[number];

/** Files of one class go in the order of their drop, so that a list by date fills up from one end. */
export function sizeClassOf(size: number): SizeClass {
  if (size <= 16 * MiB) return 'small';
  return size <= 128 * MiB ? 'medium' : 'large';
}

/** A drop that is looked at gets so many turns for one of another. */
const shownWeight = 4;
/** One turn of so many of a drop is its oldest file's, so that a large one begins while small ones go on coming. */
const oldestEvery = 8;

interface Line<T> {
  readonly files: Record<SizeClass, Map<UploadId, T>>;
  /** Turns that it had, weighted; the drop with the fewest is next. */
  turn: number;
  served: number;
}

/**
 * The files that wait, and which of them is next: drops take turns, one that is looked at more often; in a drop
 * come first the files on screen, then small ones before large ones, each in the order of the drop. A held drop
 * waits. Decides only; nothing is run here.
 */
export class WaitingLine<T extends Waiting> {
  readonly #lines = new Map<BatchId, Line<T>>();
  readonly #isHeld: (batchId: BatchId) => boolean;
  #onScreen: OnScreen = { uploadIds: [], place: null };
  /** Where the drop stood that was served last: a new one begins there, neither before nor behind the others. */
  #turn = 0;
  #order = 0;
  readonly #arrival = new Map<UploadId, number>();

  /** `isHeld`: a drop that waits until it is told to go on. */
  constructor(isHeld: (batchId: BatchId) => boolean = () => false) {
    this.#isHeld = isHeld;
  }

  add(file: T): void {
    const line = this.#lines.get(file.batchId) ?? this.#begin(file.batchId);
    line.files[sizeClassOf(file.size)].set(file.id, file);
    this.#order += 1;
    this.#arrival.set(file.id, this.#order);
  }

  delete(file: Pick<T, 'id' | 'batchId'>): boolean {
    const line = this.#lines.get(file.batchId);
    const deleted = line !== undefined && classes.some((name) => line.files[name].delete(file.id));
    if (!deleted) return false;
    this.#arrival.delete(file.id);
    if (classes.every((name) => line.files[name].size === 0)) this.#lines.delete(file.batchId);
    return true;
  }

  clear(): void {
    this.#lines.clear();
    this.#arrival.clear();
  }

  show(onScreen: OnScreen): void {
    this.#onScreen = onScreen;
  }

  /** Whether the file itself is looked at, in line or on its way. */
  isOnScreen(id: UploadId): boolean {
    return this.#onScreen.uploadIds.includes(id);
  }

  /** Takes the next file out of the line; null when none may go now. */
  take(places: Places, taken: Taken): T | null {
    if (taken.all >= places.all) return null;
    const mayBeLarge = taken.large < places.large;
    const lines = [...this.#lines].filter(([batchId]) => !this.#isHeld(batchId));
    lines.sort(([, a], [, b]) => a.turn - b.turn);
    for (const [, line] of lines) {
      const file = this.#firstOf(line, mayBeLarge);
      if (file === null) continue;
      this.#turn = line.turn;
      line.turn += this.#isShown(line) ? 1 / shownWeight : 1;
      line.served += 1;
      this.delete(file);
      return file;
    }
    return null;
  }

  #begin(batchId: BatchId): Line<T> {
    const files = {
      small: new Map<UploadId, T>(),
      medium: new Map<UploadId, T>(),
      large: new Map<UploadId, T>(),
    };
    const line: Line<T> = { files, turn: this.#turn, served: 0 };
    this.#lines.set(batchId, line);
    return line;
  }

  #firstOf(line: Line<T>, mayBeLarge: boolean): T | null {
    const open = classes.filter((name) => name !== 'large' || mayBeLarge);
    for (const id of this.#onScreen.uploadIds) {
      const shown = open.map((name) => line.files[name].get(id)).find((file) => file !== undefined);
      if (shown !== undefined) return shown;
    }
    const firsts = open.flatMap((name) => {
      const first = line.files[name].values().next();
      return first.done === true ? [] : [first.value];
    });
    const isOldestsTurn = (line.served + 1) % oldestEvery === 0;
    if (isOldestsTurn) firsts.sort((a, b) => this.#arrivalOf(a) - this.#arrivalOf(b));
    return firsts[0] ?? null;
  }

  #isShown(line: Line<T>): boolean {
    const { uploadIds, place } = this.#onScreen;
    if (uploadIds.some((id) => classes.some((name) => line.files[name].has(id)))) return true;
    const some = classes
      .map((name) => line.files[name].values().next().value)
      .find((file) => file !== undefined);
    if (place === null || some === undefined) return false;
    return some.brandId === place.brandId && (place.projectId === null || some.projectId === place.projectId);
  }

  #arrivalOf({ id }: T): number {
    return this.#arrival.get(id) ?? 0;
  }
}
