import type { Cause } from '@shared/contract/connection.ts';
import type { NodeHealth } from '@shared/contract/health.ts';
import type { Profile } from '@shared/domain/servers.ts';
import type { ErrorWords } from '../../app/error-text.ts';
import { i18n } from '../../app/i18n.ts';
import { causeWords } from '../connection/check/words.ts';

/** `host:port` as the words of a cause want it. */
function partsOf(address: string): { host: string; port: string } {
  const colon = address.lastIndexOf(':');
  return colon < 0
    ? { host: address, port: '' }
    : { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: address.slice(colon + 1) };
}

/** What happened to a part and what to do; the profile fills in what the part itself does not tell. */
export function nodeCauseWords(
  { part, address }: Pick<NodeHealth, 'part' | 'address'>,
  cause: Cause,
  profile: Profile | null,
): ErrorWords {
  const facts = partsOf(address);
  if (profile !== null) return causeWords(cause, part, profile, facts);
  const filled = {
    ...facts,
    part: i18n.t(`connection:part.${part}`),
    user: '',
    database: '',
    bucket: '',
    model: '',
  };
  return {
    title: i18n.t(`connection:cause.${cause}.title`, filled),
    remedy: i18n.t(`connection:cause.${cause}.remedy`, filled),
  };
}
