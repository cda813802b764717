import type { EmbeddingChoice } from '@shared/domain/servers.ts';
import { createFetch } from '../net/fetch.ts';
import { EndpointError } from '../similarity/embedders/endpoint/error.ts';
import { createKeys, type Keys } from '../similarity/embedding/keys.ts';
import { plainConnection } from './addresses.ts';
import type { ServerTarget } from './target.ts';
import { tlsFor } from './tls.ts';

/** What the embedder of a library takes from outside it. */
export interface EmbeddingPorts {
  /** What the profile names; used while the library has no choice of its own. */
  readonly fallback: EmbeddingChoice | null;
  readonly keys: Keys;
  readonly fetch: typeof fetch;
}

/** Keeps a choice with its key in the profile. */
export type KeepEmbedding = (choice: EmbeddingChoice, key: string | null) => Promise<void>;

export function embeddingPortsOf(target: ServerTarget, keep?: KeepEmbedding): EmbeddingPorts {
  const { embedding: choice, secrets, plainConnectionsAllowed } = target;
  return {
    fallback: choice,
    keys: createKeys({ choice, key: secrets.embeddingKey, ...(keep !== undefined && { store: keep }) }),
    fetch: refusingPlain(tlsFor(target).fetch, plainConnectionsAllowed),
  };
}

/** Of a library that one computer has for itself: whoever types an address there agrees to it. */
export function localEmbeddingPorts(): EmbeddingPorts {
  return {
    fallback: null,
    keys: createKeys({ choice: null, key: null }),
    fetch: createFetch({ trustedCertificates: [] }),
  };
}

/** Pictures and the key leave over a plain connection only where that was agreed to, whoever chose the address. */
function refusingPlain(send: typeof fetch, agreed: boolean): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:' && plainConnection(url.hostname, agreed) === 'refused') {
      throw new EndpointError('plain_not_allowed', 'A plain connection was not agreed to');
    }
    return await send(input, init);
  };
}
