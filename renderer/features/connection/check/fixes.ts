import type { Cause, PartCheck, ServerPart } from '@shared/contract/connection.ts';
import { type EndpointAdapter, endpointAdapterSchema } from '@shared/domain/servers.ts';
import type { ConnectValues } from '../form/connect-form.ts';

/** A remedy that is one change of the form; its words are `connection:fix.<words>`. */
export interface Fix {
  words: 'tlsOn' | 'httpsOn' | 'tlsOff' | 'httpsOff' | 'port' | 'region' | 'adapter';
  facts: { port?: number; region?: string; adapter?: EndpointAdapter };
  change: Partial<ConnectValues>;
}

const secureChange = (part: ServerPart, on: boolean): Partial<ConnectValues> | null => {
  if (part === 'database') return { dbTls: on };
  if (part === 'storage') return { storageSecure: on };
  return null;
};

/** The change of the form that would do what the remedy of a failed check says, where there is one. */
export function fixFor(part: ServerPart, check: Extract<PartCheck, { ok: false }>): Fix | null {
  const { details } = check;
  const secure = (on: boolean): Fix | null => {
    const change = secureChange(part, on);
    if (change === null) return null;
    const words =
      part === 'database' ? (on ? ('tlsOn' as const) : ('tlsOff' as const)) : on ? 'httpsOn' : 'httpsOff';
    return { words, facts: {}, change };
  };
  const fixes: Partial<Record<Cause, () => Fix | null>> = {
    tls_required: () => secure(true),
    tls_unsupported: () => secure(false),
    console_port: () => {
      const port = typeof details.s3Port === 'number' ? details.s3Port : 9000;
      return { words: 'port', facts: { port }, change: { storagePort: String(port) } };
    },
    wrong_adapter: () => {
      const other = endpointAdapterSchema.safeParse(details.fits);
      if (!other.success) return null;
      return { words: 'adapter', facts: { adapter: other.data }, change: { embeddingAdapter: other.data } };
    },
    wrong_region: () => {
      const region = details.expectedRegion;
      if (typeof region !== 'string' || region === '') return null;
      return { words: 'region', facts: { region }, change: { storageRegion: region } };
    },
  };
  return fixes[check.cause]?.() ?? null;
}
