import { isRequired } from '../../database/filling.ts';
import type { SharedColumn } from '../../database/shape.ts';
import { jobSchema } from '../../jobs/queue-schema.ts';
import { groupRoles } from './facts.ts';

type Columns = ReadonlyMap<string, SharedColumn>;

/** What a member may fill in of a new person: who that is, and what the table wants besides. Not what gives rights. */
function newPersonColumns(users: Columns): readonly string[] {
  const own = new Set(['id', 'email', 'name', 'username', 'created_at', 'updated_at']);
  return [...users.values()]
    .filter((column) => own.has(column.name) || isRequired(column))
    .map(({ name }) => name);
}

/** What is shown of people; never a password's hash. */
function shownPersonColumns(users: Columns): readonly string[] {
  return ['id', 'email', 'name', 'username', 'created_at'].filter((name) => users.has(name));
}

const quoted = (names: readonly string[]): string =>
  names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');

/**
 * What the group roles need of the app's schemas and of the shared tables. Needs the schemas to be there. Only for groups
 * that are named.
 */
export function groupGrants(groups: readonly string[], users: Columns): readonly string[] {
  const { member, viewer } = groupRoles;
  const both = [member, viewer].filter((group) => groups.includes(group));
  if (both.length === 0) return [];
  const all = both.join(', ');
  const person = newPersonColumns(users.size === 0 ? standardUsers : users);
  const shown = shownPersonColumns(users.size === 0 ? standardUsers : users);
  const reading = [
    `grant usage on schema public, sparklio, ${jobSchema} to ${all};`,
    `grant select on public.brands, public.projects, public.generated_assets, public.generated_texts to ${all};`,
    `grant select (${quoted(shown)}) on public.users to ${all};`,
    `grant select on all tables in schema sparklio to ${all};`,
    `grant select on all tables in schema ${jobSchema} to ${all};`,
  ];
  if (!groups.includes(member)) return reading;
  return [
    ...reading,
    `grant insert (${quoted(person)}) on public.users to ${member};`,
    `grant insert, update on public.brands, public.projects to ${member};`,
    `grant insert, update, delete on public.generated_assets, public.generated_texts to ${member};`,
    `grant insert, update, delete on all tables in schema sparklio to ${member};`,
    `revoke insert, update, delete on sparklio.migrations from ${member};`,
    `grant execute on function sparklio.reconcile() to ${member};`,
    `grant insert, update, delete on all tables in schema ${jobSchema} to ${member};`,
    `grant execute on all functions in schema ${jobSchema} to ${member};`,
  ];
}

const standardColumn: Omit<SharedColumn, 'name'> = {
  table: 'users',
  kind: 'r',
  type: 'text',
  category: 'S',
  base: 'text',
  not_null: false,
  has_default: false,
  max_length: null,
  labels: null,
  refers_to: null,
  is_unique: false,
};
/** Of the table that the app itself makes. */
const standardUsers: Columns = new Map(
  ['id', 'email', 'name', 'created_at'].map((name) => [name, { ...standardColumn, name }]),
);
