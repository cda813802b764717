import type { PartCheck } from '../../../shared/contract/connection.ts';
import { probeEmbedder } from '../../similarity/embedders/probe.ts';
import { isTailnet, plainConnection } from '../addresses.ts';
import type { ServerTarget } from '../target.ts';
import { tlsFor } from '../tls.ts';
import { failed, refineCause } from './report.ts';

/** Long enough for a model that is loaded on the first request. */
const limitMs = 30_000;

/** Tries the embedder of a profile, live: one picture and one text. Without one, the built-in embedder is meant. */
export async function checkEmbedding(target: ServerTarget): Promise<PartCheck> {
  const choice = target.embedding ?? { kind: 'builtin' };
  const options = { key: target.secrets.embeddingKey, signal: AbortSignal.timeout(limitMs) };
  if (choice.kind !== 'endpoint') return probeEmbedder(choice, options);
  const url = new URL(choice.url);
  const host = url.hostname;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const details = { host, port, tailnet: isTailnet(host) };
  const way = url.protocol === 'https:' ? 'private' : plainConnection(host, target.plainConnectionsAllowed);
  if (way === 'refused') return failed('plain_not_allowed', details);
  const check = await probeEmbedder(choice, { ...options, fetch: tlsFor(target).fetch });
  const plain = way === 'agreed' ? (['plain_connection'] as const) : [];
  const warnings = [...new Set([...check.warnings, ...plain])];
  if (check.ok) return { ...check, warnings };
  return {
    ...check,
    cause: refineCause(check.cause, host),
    details: { ...details, ...check.details },
    warnings,
  };
}
