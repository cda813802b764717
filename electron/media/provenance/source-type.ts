import type { MadeByAi } from '../../../shared/domain/provenance.ts';
import { isSourceType, sourceTypes } from '../../../shared/domain/source-types.ts';

const known = new Map(Object.keys(sourceTypes).map((term) => [term.toLowerCase(), term]));

/** The term that a URI or a code of IPTC ends with, spelled as IPTC does; undefined where it names none. */
export function sourceTypeTerm(uri: string | undefined): string | undefined {
  const last = uri
    ?.trim()
    .replace(/[/#:]+$/, '')
    .split(/[/#:]/)
    .at(-1);
  return last === undefined || last === '' ? undefined : (known.get(last.toLowerCase()) ?? last);
}

/** What declared terms say together. */
export function answerOf(terms: readonly string[]): MadeByAi {
  const said = new Set(terms.map((term) => (isSourceType(term) ? sourceTypes[term] : 'nothing')));
  if (said.has('partly')) return 'partly';
  if (!said.has('ai')) return 'unknown';
  return said.has('people') ? 'partly' : 'yes';
}
