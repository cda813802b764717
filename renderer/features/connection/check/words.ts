import type { Cause, PartCheck, ServerPart, Warning } from '@shared/contract/connection.ts';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import type { ErrorWords } from '../../../app/error-text.ts';
import { i18n } from '../../../app/i18n.ts';

export type PlainFacts = PartCheck extends infer C ? (C extends { facts: infer F } ? F : never) : never;
type Addresses = Pick<ProfileDraft, 'database' | 'storage' | 'embedding'>;

interface HostAndPort {
  host: string;
  port: number;
}

function endpointAddress(url: string): HostAndPort {
  const { hostname, port, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

/** Where a part is reached. */
export function addressOf(part: ServerPart, { database, storage, embedding }: Addresses): HostAndPort {
  if (part === 'database') return { host: database.host, port: database.port };
  if (part === 'storage') return { host: storage.endpoint, port: storage.port };
  return embedding?.kind === 'endpoint' ? endpointAddress(embedding.url) : { host: '', port: 0 };
}

/** `host:port`, with brackets around an IPv6 address. */
export function addressText({ host, port }: HostAndPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Fills the words of a cause in with what the form says, wherever the server said nothing better. */
export function wordFacts(part: ServerPart, addresses: Addresses): PlainFacts {
  return {
    ...addressOf(part, addresses),
    part: i18n.t(`connection:part.${part}`),
    user: addresses.database.user,
    database: addresses.database.database,
    bucket: `${addresses.storage.bucketPrefix}sparklio-assets`,
    model: addresses.embedding?.kind === 'endpoint' ? addresses.embedding.model : '',
  };
}

/** What happened and what to do about it. `details` come from the check and win over the form's own facts. */
export function causeWords(
  cause: Cause,
  part: ServerPart,
  addresses: Addresses,
  details: PlainFacts,
): ErrorWords {
  const told = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
  const facts = { ...wordFacts(part, addresses), ...told };
  return {
    title: i18n.t(`connection:cause.${cause}.title`, facts),
    remedy: i18n.t(`connection:cause.${cause}.remedy`, facts),
  };
}

export function warningWords(warning: Warning): ErrorWords {
  return {
    title: i18n.t(`connection:warning.${warning}.title`),
    remedy: i18n.t(`connection:warning.${warning}.remedy`),
  };
}

/** Warnings that are a danger and not only a note. */
export const isDanger = (warning: Warning): boolean => warning === 'public_bucket';
