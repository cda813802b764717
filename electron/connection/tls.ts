import type { Agent } from 'node:http';
import { createAgent } from '../net/agents.ts';
import { createFetch } from '../net/fetch.ts';
import type { ServerTarget } from './target.ts';

/** What reaching a profile's servers over TLS takes, for each kind of client: all trust exactly the same certificates. */
export interface TargetTls {
  /** SHA-256 fingerprints, for the drivers of the database and the object store. */
  readonly trustedCertificates: readonly string[];
  /** For `node:http` and `node:https`; `secure` chooses which. */
  agent(secure: boolean): Agent;
  /** For embedding endpoints. Follows no redirect. */
  readonly fetch: typeof fetch;
}

export function tlsFor({ trustedCertificates }: Pick<ServerTarget, 'trustedCertificates'>): TargetTls {
  return {
    trustedCertificates,
    agent: (secure) => createAgent({ secure, trustedCertificates }),
    fetch: createFetch({ trustedCertificates }),
  };
}
