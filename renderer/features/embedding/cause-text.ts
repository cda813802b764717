import type { PartCheck } from '@shared/contract/connection.ts';
import type { EndpointChoice } from '@shared/domain/servers.ts';
import type { ErrorWords } from '../../app/error-text.ts';
import { i18n } from '../../app/i18n.ts';

type Failed = Extract<PartCheck, { ok: false }>;

/** Why an endpoint can't be used and what to do. What the check tells wins over what was typed. */
export function endpointCauseWords(
  cause: Failed['cause'],
  choice: EndpointChoice,
  details: Failed['details'] = {},
): ErrorWords {
  const { hostname, port, protocol } = new URL(choice.url);
  const told = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
  const facts = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : port,
    model: choice.model,
    part: i18n.t('connection:part.embedding'),
    user: '',
    database: '',
    bucket: '',
    ...told,
  };
  return {
    title: i18n.t(`connection:cause.${cause}.title`, facts),
    remedy: i18n.t(`connection:cause.${cause}.remedy`, facts),
  };
}
