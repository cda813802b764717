import type { PartCheck } from '@shared/contract/connection.ts';
import { type EndpointChoice, embeddingChoiceSchema } from '@shared/domain/servers.ts';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../../app/client.ts';
import { type CheckState, LatestCheck } from '../connection/check/latest-check.ts';

const pauseMs = 800;

interface Asked {
  choice: EndpointChoice;
  key: string | null;
}

export type EndpointState = CheckState<PartCheck>;

/**
 * Tests an endpoint live. The key stays in the component: no query cache.
 *
 * @param choice null while the form is not complete
 */
export function useEndpointCheck(choice: EndpointChoice | null, key: string | null) {
  const [state, setState] = useState<EndpointState>({ phase: 'incomplete' });
  const latest = useMemo(
    () =>
      new LatestCheck<Asked, PartCheck>({
        pauseMs,
        onState: setState,
        check: (asked) => client.embedding.probe(asked),
      }),
    [],
  );
  // A choice is made anew with every render; only one that says something else is new input.
  const text = choice === null ? null : JSON.stringify(choice);
  useEffect(() => {
    const parsed = text === null ? null : embeddingChoiceSchema.parse(JSON.parse(text));
    latest.change(parsed?.kind === 'endpoint' ? { choice: parsed, key } : null);
    return () => latest.stop();
  }, [latest, text, key]);
  return {
    state,
    testNow: (): void => {
      if (choice !== null) void latest.now({ choice, key });
    },
  };
}
