import { i18n } from '../../../app/i18n.ts';

/** Steps of a plan by the names that head them in the SQL, which is English wherever it is read. */
const words = {
  pgvector: 'pgvector',
  Columns: 'columns',
  'Shared tables': 'shared',
  "The app's own schema": 'own',
  'Reading what is there': 'reading',
  Texts: 'texts',
  'Index of checksums': 'checksums',
  'Following changes': 'following',
  'Job queue': 'jobs',
  'Rights of the group roles': 'rights',
} as const;

const known = new Map<string, (typeof words)[keyof typeof words]>(Object.entries(words));

/** A step in the person's language; one that has no words yet is called as in the SQL. */
export function stepWords(name: string): string {
  const key = known.get(name);
  return key === undefined ? name : i18n.t(`connection:plan.step.${key}`);
}
