import { randomUUID } from 'node:crypto';
import { type AssetId, type UndoId, undoIdSchema } from '../../shared/domain/ids.ts';

/** What an edit can change; each is a set of columns that are written together. */
export type EditField = 'tags' | 'rating' | 'label' | 'note' | 'name' | 'place' | 'status';

/** Columns with their values as JSON, such as `{"rating": 3}`. */
export type FieldValues = Record<string, unknown>;

/** Assets that had the same values before an edit and have the same after it. */
export interface ChangeGroup {
  readonly ids: readonly AssetId[];
  readonly before: FieldValues;
  readonly after: FieldValues;
}

export interface Edit {
  readonly field: EditField;
  readonly groups: readonly ChangeGroup[];
}

/** The edit that takes `edit` back. */
export function inverse({ field, groups }: Edit): Edit {
  return { field, groups: groups.map(({ ids, before, after }) => ({ ids, before: after, after: before })) };
}

/** Assets that an edit changed. */
export function sizeOf({ groups }: Edit): number {
  return groups.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** One group for each pair of values. */
export function mergeGroups(groups: readonly ChangeGroup[]): ChangeGroup[] {
  const merged = new Map<string, { ids: AssetId[]; before: FieldValues; after: FieldValues }>();
  for (const { ids, before, after } of groups) {
    const key = JSON.stringify([before, after]);
    const group = merged.get(key) ?? { ids: [], before, after };
    merged.set(key, group);
    for (const id of ids) group.ids.push(id);
  }
  return [...merged.values()];
}

/** The same edit in parts of at most `size` assets. */
export function splitEdit({ field, groups }: Edit, size: number): Edit[] {
  const parts: ChangeGroup[][] = [];
  let room = 0;
  for (const { ids, before, after } of groups) {
    for (let first = 0; first < ids.length; ) {
      if (room === 0) {
        parts.push([]);
        room = size;
      }
      const some = ids.slice(first, first + room);
      parts.at(-1)?.push({ ids: some, before, after });
      first += some.length;
      room -= some.length;
    }
  }
  return parts.map((part) => ({ field, groups: part }));
}

const KEPT_EDITS = 100;
/** About 100 MB of ids. */
const KEPT_IDS = 1_000_000;

/** The last edits, so that they can be taken back; the oldest are forgotten first. */
export class UndoLog {
  readonly #edits = new Map<UndoId, Edit>();
  #ids = 0;

  keep(edit: Edit): UndoId {
    const id = undoIdSchema.parse(randomUUID());
    this.restore(id, edit);
    return id;
  }

  /** Puts back what was taken, when taking the edit back failed. */
  restore(id: UndoId, edit: Edit): void {
    this.#edits.set(id, edit);
    this.#ids += sizeOf(edit);
    for (const oldest of this.#edits.keys()) {
      const fits = this.#edits.size <= KEPT_EDITS && this.#ids <= KEPT_IDS;
      if (fits || oldest === id) break;
      this.take(oldest);
    }
  }

  /** Gives an edit and forgets it: nothing is taken back twice. */
  take(id: UndoId): Edit | undefined {
    const edit = this.#edits.get(id);
    if (edit === undefined) return undefined;
    this.#edits.delete(id);
    this.#ids -= sizeOf(edit);
    return edit;
  }
}
