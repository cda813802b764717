import type { PartCheck, ServerPart } from '@shared/contract/connection.ts';
import { type ProfileDraft, profileDraftSchema } from '@shared/domain/servers.ts';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../../../app/client.ts';
import { type CheckState, LatestCheck } from './latest-check.ts';

/** Long enough to finish a word, short enough to feel live. */
const pauseMs = 800;

export type PartState = CheckState<PartCheck>;

export interface PartTest {
  state: PartState;
  /** Answers how it went; null when there is nothing to test, or newer input came meanwhile. */
  testNow: () => Promise<PartState | null>;
}

/**
 * Tests one part of the form live. The draft holds secrets, so it stays in this component: no query cache.
 *
 * @param draft what it takes to test the part; null while its fields are not complete
 */
export function usePartCheck(part: ServerPart, draft: ProfileDraft | null): PartTest {
  const [state, setState] = useState<PartState>({ phase: 'incomplete' });
  const latest = useMemo(
    () =>
      new LatestCheck<ProfileDraft, PartCheck>({
        pauseMs,
        onState: setState,
        check: (input) => client.connection.check({ draft: input, part }),
      }),
    [part],
  );
  // Drafts are made anew with every render; only one that says something else is new input.
  const text = draft === null ? null : JSON.stringify(draft);
  useEffect(() => {
    latest.change(text === null ? null : profileDraftSchema.parse(JSON.parse(text)));
    return () => latest.stop();
  }, [latest, text]);
  return {
    state,
    testNow: async () => (draft === null ? null : latest.now(draft)),
  };
}
