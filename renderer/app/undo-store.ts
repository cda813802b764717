import type { UndoId } from '@shared/domain/ids.ts';
import { create } from 'zustand';
import { client } from './client.ts';

export interface UndoStep {
  undoId: UndoId;
  /** What was done, in the person's language: "태그 3개를 붙였어요". */
  label: string;
  /** Takes it back, where that is no edit that the main process remembers. */
  takeBack?: TakeBack;
}

/** Takes a step back and gives what does it again. */
export type TakeBack = () => Promise<TakeBack>;

/** As many as the main process remembers. */
const limit = 100;

interface UndoState {
  done: readonly UndoStep[];
  undone: readonly UndoStep[];
  /** True while a step is being taken back or done again. */
  busy: boolean;
  push(step: UndoStep): void;
  /** Takes back the last step, or the one named; answers it, or null when there is none. Rejects as the call does. */
  undo(undoId?: UndoId): Promise<UndoStep | null>;
  redo(): Promise<UndoStep | null>;
}

/** The steps that can be taken back and done again. */
export const useUndo = create<UndoState>()((set, get) => {
  const run = async (step: UndoStep, from: 'done' | 'undone'): Promise<UndoStep> => {
    const to = from === 'done' ? 'undone' : 'done';
    // Off the stack before the call: a step that failed (expired) must not block the ones below it.
    set((state) => ({ busy: true, [from]: state[from].filter((other) => other !== step) }));
    try {
      const other =
        step.takeBack === undefined
          ? { ...step, undoId: (await client.assets.undo({ undoId: step.undoId })).redoId }
          : { ...step, takeBack: await step.takeBack() };
      set((state) => ({ [to]: [...state[to], other].slice(-limit) }));
      return step;
    } finally {
      set({ busy: false });
    }
  };
  return {
    done: [],
    undone: [],
    busy: false,
    push: (step) => set((state) => ({ done: [...state.done, step].slice(-limit), undone: [] })),
    undo: async (undoId) => {
      const { done, busy } = get();
      const step = undoId === undefined ? done.at(-1) : done.find((other) => other.undoId === undoId);
      return step === undefined || busy ? null : run(step, 'done');
    },
    redo: async () => {
      const { undone, busy } = get();
      const step = undone.at(-1);
      return step === undefined || busy ? null : run(step, 'undone');
    },
  };
});
