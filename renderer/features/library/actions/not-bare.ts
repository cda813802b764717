import type { CallOutput } from '@shared/contract/index.ts';
import { type NotBareReason, notBareReasons } from '@shared/domain/not-bare.ts';

type Failed = CallOutput<'assets.saveCopies'>['failed'][number];

/** The reason, where a failure says that a file's metadata can't be removed; null for any other. Words are `library:notBare.<code>`. */
export function notBareReason({ code }: Pick<Failed, 'code'>): NotBareReason | null {
  return notBareReasons.find((reason) => reason === code) ?? null;
}

/** Those that can be saved as they are, and all others. */
export function byOffer(failed: readonly Failed[]): { asTheyAre: Failed[]; others: Failed[] } {
  return {
    asTheyAre: failed.filter((each) => notBareReason(each) !== null),
    others: failed.filter((each) => notBareReason(each) === null),
  };
}
