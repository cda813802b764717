import { create } from 'zustand';

/** Copies that are being saved. */
export interface Copying {
  readonly run: string;
  readonly done: number;
  readonly total: number;
  readonly isCancelled: boolean;
}

interface CopyingState {
  /** In the order in which they were begun. */
  readonly runs: readonly Copying[];
  begin: (run: string, total: number) => void;
  /** What the main process tells; of a run that has ended meanwhile it says nothing any more. */
  receive: (progress: { run: string; done: number; total: number }) => void;
  cancelled: (run: string) => void;
  /** Answers whether it had been cancelled. */
  end: (run: string) => boolean;
}

export const useCopying = create<CopyingState>()((set, get) => {
  const change = (run: string, to: Partial<Copying>): void =>
    set(({ runs }) => ({ runs: runs.map((each) => (each.run === run ? { ...each, ...to } : each)) }));
  return {
    runs: [],
    begin: (run, total) =>
      set(({ runs }) => ({ runs: [...runs, { run, done: 0, total, isCancelled: false }] })),
    receive: ({ run, done, total }) => change(run, { done, total }),
    cancelled: (run) => change(run, { isCancelled: true }),
    end: (run) => {
      const wasCancelled = get().runs.some((each) => each.run === run && each.isCancelled);
      set(({ runs }) => ({ runs: runs.filter((each) => each.run !== run) }));
      return wasCancelled;
    },
  };
});
