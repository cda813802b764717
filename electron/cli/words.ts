import { z } from 'zod';
import locale from '../../renderer/locales/en/connection.json' with { type: 'json' };
import type { Cause, Warning } from '../../shared/contract/connection.ts';

const said = z.record(z.string(), z.object({ title: z.string(), remedy: z.string() }));
/** The window's own sentences, so that both say the same. */
const words = z.object({ cause: said, warning: said }).parse(locale);

type Facts = Readonly<Record<string, string | number | boolean | null>>;

const fill = (text: string, facts: Facts): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(facts[name] ?? '…'));

/** What happened and what to do, in two sentences. */
export function causeWords(cause: Cause, facts: Facts = {}): string {
  const { title, remedy } = words.cause[cause] ?? { title: cause, remedy: '' };
  return fill(`${title} ${remedy}`.trim(), facts);
}

export function warningWords(warning: Warning): string {
  const { title, remedy } = words.warning[warning] ?? { title: warning, remedy: '' };
  return `${title} ${remedy}`.trim();
}
