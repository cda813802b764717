import type { ConflictDecision, DuplicateDecision } from '../../shared/domain/upload.ts';
import { isFinal, type Upload } from './upload.ts';

/** What a person decided for a whole drop while files of it were still on their way: nobody wants to be asked again for each. */
export interface RestOfDrop {
  readonly duplicates?: DuplicateDecision;
  readonly conflicts?: ConflictDecision;
}

/** Settles beforehand what would else be asked about one file on its way. */
export function settleBeforehand(upload: Upload, { duplicates, conflicts }: RestOfDrop): void {
  if (isFinal(upload.state)) return;
  if (duplicates !== undefined && upload.onDuplicate === 'ask') {
    // One that is found to be a duplicate at this very moment is asked about, and not skipped.
    if (duplicates === 'keep') upload.keepDuplicate = true;
    else upload.onDuplicate = duplicates;
  }
  if (conflicts !== undefined && upload.onConflict === 'ask') upload.onConflict = conflicts;
}
