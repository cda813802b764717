import {
  type EmbeddingChoice,
  type EndpointAdapter,
  type EndpointChoice,
  embeddingChoiceSchema,
} from '@shared/domain/servers.ts';
import { plainText } from '@shared/domain/visible-text.ts';

/** The form as typed. `key`: null keeps the one that is stored. */
export interface EndpointValues {
  adapter: EndpointAdapter;
  url: string;
  model: string;
  key: string | null;
}

export type EndpointProblems = Partial<Record<'url' | 'model', true>>;

/** What the form begins with: the endpoint in use, or an empty one. */
export function endpointValues(choice: EmbeddingChoice | null, hasKey: boolean): EndpointValues {
  if (choice?.kind !== 'endpoint') return { adapter: 'infinity', url: '', model: '', key: '' };
  const { adapter, url, model } = choice;
  return { adapter, url, model, key: hasKey ? null : '' };
}

/** A key is for the server that it was typed for: under another address a stored one has to be typed again. */
export function changeEndpoint(
  values: EndpointValues,
  change: Partial<EndpointValues>,
  stored: EmbeddingChoice | null,
): EndpointValues {
  const next = { ...values, ...change };
  if (next.key !== null || change.url === undefined) return next;
  const origin = (url: string): string | null => (URL.canParse(url) ? new URL(url).origin : null);
  const same = stored?.kind === 'endpoint' && origin(stored.url) === origin(next.url);
  return same ? next : { ...next, key: '' };
}

/** The choice that the form stands for, or the fields that are in its way. */
export function checkEndpoint({
  adapter,
  url,
  model,
}: EndpointValues): { ok: true; choice: EndpointChoice } | { ok: false; problems: EndpointProblems } {
  const parsed = embeddingChoiceSchema.safeParse({ kind: 'endpoint', adapter, url: plainText(url), model });
  if (parsed.success && parsed.data.kind === 'endpoint') return { ok: true, choice: parsed.data };
  const problems: EndpointProblems = {};
  for (const { path } of parsed.error?.issues ?? []) {
    if (path[0] === 'url' || path[0] === 'model') problems[path[0]] = true;
  }
  return { ok: false, problems };
}
