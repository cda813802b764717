import { type Gate, guardCalls } from '../connection/health/gate.ts';
import { type CheckParts, LibraryCheck } from './library-check.ts';

type Calls = Pick<
  LibraryCheck,
  | 'status'
  | 'start'
  | 'findings'
  | 'decide'
  | 'makeRenditions'
  | 'trashMissing'
  | 'repairFiles'
  | 'restoreAssets'
>;

const changing = [
  'start',
  'decide',
  'makeRenditions',
  'trashMissing',
  'repairFiles',
  'restoreAssets',
] as const satisfies readonly (keyof Calls)[];

/** The check of an open library; on servers its calls go by way of the gate. */
export function openCheck(parts: CheckParts, gate: Gate | null) {
  const check = new LibraryCheck(parts);
  const calls: Calls = {
    status: () => check.status(),
    start: (input) => check.start(input),
    findings: (kind, offset, limit) => check.findings(kind, offset, limit),
    decide: (selection, state) => check.decide(selection, state),
    makeRenditions: () => check.makeRenditions(),
    trashMissing: () => check.trashMissing(),
    repairFiles: (folders) => check.repairFiles(folders),
    restoreAssets: (ids, brandId) => check.restoreAssets(ids, brandId),
  };
  return {
    ...(gate === null ? calls : guardCalls(calls, gate, changing)),
    all: () => check.all(),
    cancel: () => check.cancel(),
    sweep: () => check.sweep(),
    close: () => check.close(),
  };
}
