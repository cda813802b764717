import { z } from 'zod';
import type { EndpointAdapter as AdapterName } from '../../../../shared/domain/servers.ts';
import { EndpointError } from './error.ts';
import { baseOf, createTransport, type TransportOptions } from './transport.ts';

export type KnownServer = AdapterName | 'ollama';

const timeMs = 3000;
const modelsSchema = z.object({ data: z.array(z.object({ owned_by: z.string() })).min(1) });
const ollamaSchema = z.object({ models: z.array(z.object({ name: z.string() })) });
const jinaSchema = z.object({ jina: z.record(z.string(), z.unknown()) });

/**
 * Which embedding server is at an address, by the pages that only its kind has; null when it is none that is known.
 */
export async function identifyServer(
  url: string,
  options: Pick<TransportOptions, 'fetch' | 'key'> & { readonly signal?: AbortSignal | undefined },
): Promise<KnownServer | null> {
  const transports = [...new Set([new URL(url).origin, baseOf(url)])].map((address) =>
    createTransport({ url: address, key: options.key, fetch: options.fetch }),
  );
  const look = async (
    path: string,
    tell: (page: unknown) => KnownServer | null,
  ): Promise<KnownServer | null> => {
    for (const transport of transports) {
      const page = await transport.get(path, { timeMs, signal: options.signal }).catch((error: unknown) => {
        if (error instanceof EndpointError) return null;
        throw error;
      });
      const found = tell(page);
      if (found !== null) return found;
    }
    return null;
  };
  const found = await Promise.all([
    look('/ping', (page) => (typeof page === 'string' && page.trim() === 'pong' ? 'immich' : null)),
    look('/api/tags', (page) => (ollamaSchema.safeParse(page).success ? 'ollama' : null)),
    look('/status', (page) => (jinaSchema.safeParse(page).success ? 'clip-as-service' : null)),
    look('/models', byOwner),
    look('/v1/models', byOwner),
  ]);
  return found.find((server) => server !== null) ?? null;
}

function byOwner(page: unknown): KnownServer | null {
  const parsed = modelsSchema.safeParse(page);
  const owner = parsed.success ? (parsed.data.data[0]?.owned_by ?? '') : '';
  if (owner === 'infinity' || owner === 'vllm') return owner;
  // Ollama lists its models for OpenAI's clients too.
  return owner === 'library' ? 'ollama' : null;
}
