import type { PartCheck, Warning } from '../../../shared/contract/connection.ts';
import type { EmbeddingChoice, EndpointChoice } from '../../../shared/domain/servers.ts';
import { refusedCertificate } from '../../net/network-cause.ts';
import { connectEndpoint } from './endpoint/connect.ts';
import { EndpointError } from './endpoint/error.ts';

export interface ProbeOptions {
  /** Bearer key of the endpoint; null for none. */
  readonly key: string | null;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal | undefined;
  readonly timeMs?: number;
}

/** A person waits for search results no longer than this. */
const slowMs = 3000;

/** Tries an embedder: an endpoint by asking it; what is in the app itself is there without asking. */
export async function probeEmbedder(choice: EmbeddingChoice, options: ProbeOptions): Promise<PartCheck> {
  switch (choice.kind) {
    case 'endpoint':
      return await probeEndpoint(choice, options);
    case 'builtin':
      return inApp('builtin', { text: false });
    case 'clip':
      return inApp(choice.model, { text: true });
  }
}

function inApp(model: string, { text }: { text: boolean }): PartCheck {
  return {
    ok: true,
    latencyMs: 0,
    version: model,
    facts: { adapter: 'app', model, text },
    warnings: text ? [] : ['no_text'],
  };
}

/**
 * Sends one picture and one text to an endpoint and says what came back. Facts: `dimensions`, `norm`, `text`,
 * `model`, `adapter`; of a refusal also `server` and `fits`, when another kind of server answers.
 */
export async function probeEndpoint(choice: EndpointChoice, options: ProbeOptions): Promise<PartCheck> {
  const host = new URL(choice.url);
  const where = { host: host.hostname, port: Number(host.port) || (host.protocol === 'https:' ? 443 : 80) };
  try {
    const found = await connectEndpoint(choice, { ...options, fetch: options.fetch ?? fetch });
    const warnings: Warning[] = [];
    if (!found.text) warnings.push('no_text');
    if (found.latencyMs > slowMs) warnings.push('slow');
    return {
      ok: true,
      latencyMs: Math.round(found.latencyMs),
      version: found.model === '' ? choice.adapter : found.model,
      facts: {
        adapter: choice.adapter,
        model: found.model,
        dimensions: found.dimensions,
        norm: Math.round(found.norm * 1000) / 1000,
        text: found.text,
      },
      warnings,
    };
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    const why = error instanceof EndpointError ? error.why : 'internal';
    const facts = error instanceof EndpointError ? error.facts : {};
    return {
      ok: false,
      cause: why,
      details: {
        ...where,
        adapter: choice.adapter,
        ...(choice.model === '' ? {} : { model: choice.model }),
        ...(facts.status === undefined ? {} : { status: facts.status }),
        ...facts.details,
      },
      certificate: refusedCertificate(error),
      warnings: [],
    };
  }
}
