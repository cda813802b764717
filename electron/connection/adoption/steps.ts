import type { Cause } from '../../../shared/contract/connection.ts';
import { migrations } from '../../database/migrations/index.ts';
import { mirrorFunctions } from '../../database/migrations/mirror-functions.ts';
import type { Migration } from '../../database/migrations/runner.ts';
import { type SharedTableName, sharedTables } from '../../database/shape.ts';
import { assetIndexes, checksumIndex, createShared, logoReference } from '../../database/shared-tables.ts';
import { constructionSql, jobKinds, jobsVersion, queueSql, upgradeSql } from '../../jobs/queue-schema.ts';
import { compareTables } from './expected.ts';
import { groupGrants } from './grants.ts';
import type { DatabaseState } from './types.ts';

export interface Step {
  readonly name: string;
  /** One line of why, for whoever reads the SQL. */
  readonly why: string;
  readonly statements: readonly string[];
  /** Whether a library can't be opened without it. */
  readonly isEssential: boolean;
}

export const knownMigration = Math.max(...migrations.map(({ id }) => id));

/** Whether a later version of the app has been here. */
export function isNewer({ migrations: applied, jobsVersion: jobs }: DatabaseState): boolean {
  return Math.max(0, ...applied) > knownMigration || (jobs ?? 0) > jobsVersion;
}

/** What is missing, in the order in which it is made: what other programs wait for comes late, so that it is short. */
export function stepsFor(state: DatabaseState): readonly Step[] {
  const pending = pendingMigrations(state);
  return [
    ...extension(state),
    ...columns(state),
    ...firstTables(state),
    ...ownTables(state, pending),
    ...texts(state),
    ...checksums(state),
    ...remaining(state, pending),
    ...jobs(state),
    ...grants(state, pending),
  ];
}

const step = (name: string, why: string, statements: readonly string[], isEssential = true): Step => ({
  name,
  why,
  statements,
  isEssential,
});

function extension({ hasVector }: DatabaseState): Step[] {
  if (hasVector) return [];
  return [step('pgvector', 'Vectors for similar pictures.', ['create extension vector;'])];
}

function columns({ shape }: DatabaseState): Step[] {
  const statements = [...compareTables(shape)].flatMap(([table, { toAdd }]) =>
    toAdd.map(({ name, definition }) => `alter table public.${table} add column ${name} ${definition};`),
  );
  if (statements.length === 0) return [];
  return [step('Columns', 'What the app reads and writes; every row that is there stays valid.', statements)];
}

/** Shared tables, except for texts beside assets that are in use: they come when the lock that they take is short. */
function firstTables({ shape }: DatabaseState): Step[] {
  const later = shape.generated_assets.present;
  const missing = sharedTables.filter(
    (name) => !shape[name].present && !(later && name === 'generated_texts'),
  );
  if (missing.length === 0) return [];
  const brandsHaveLogo = !shape.brands.present || shape.brands.columns.has('logo_asset_id');
  return [
    step(
      'Shared tables',
      'As other programs of this library know them; those that are there stay as they are.',
      [
        ...missing.map((name) => createShared[name]),
        ...(missing.includes('brands') && brandsHaveLogo ? [logoReference] : []),
        ...(missing.includes('generated_assets') ? statementsOf(assetIndexes) : []),
      ],
    ),
  ];
}

/** The app's own schema up to its projection, filled before any shared table is locked. */
function ownTables({ shape, hasSchema }: DatabaseState, pending: readonly Migration[]): Step[] {
  const first = pending.filter(({ id }) => id < mirrorId);
  if (first.length === 0 && hasSchema) return [];
  const steps = [
    step("The app's own schema", "Everything that is only the app's; nothing outside of it refers to it.", [
      'create schema if not exists sparklio;',
      `create table if not exists sparklio.migrations (
  id int primary key,
  name text not null,
  applied_at timestamp not null default now()
);`,
      "insert into sparklio.migrations (id, name) values (1, 'customer-tables') on conflict (id) do nothing;",
      ...first.flatMap(statementsOfMigration),
    ]),
  ];
  if (!shape.generated_assets.present) return steps;
  return [
    ...steps,
    step('Reading what is there', "Reads the shared tables into the app's own; nobody waits for it.", [
      mirrorFunctions,
      ...(shape.generated_texts.present
        ? [
            `insert into sparklio.asset_texts (asset_id, content) select id, content from public.generated_texts
on conflict (asset_id) do nothing;`,
          ]
        : []),
      'select sparklio.reconcile();',
      'analyze sparklio.assets, sparklio.asset_search, sparklio.asset_texts;',
    ]),
  ];
}

function texts({ shape }: DatabaseState): Step[] {
  if (!shape.generated_assets.present || shape.generated_texts.present) return [];
  return [
    step('Texts', "Short texts live in the database. From here on other programs' writes wait for the end.", [
      createShared.generated_texts,
    ]),
  ];
}

function checksums({ shape, checksumIndexed }: DatabaseState): Step[] {
  if (checksumIndexed || !shape.generated_assets.present) return [];
  return [step('Index of checksums', 'Finds duplicates before bytes move.', [checksumIndex], false)];
}

function remaining({ hasSchema }: DatabaseState, pending: readonly Migration[]): Step[] {
  const rest = pending.filter(({ id }) => id >= mirrorId || hasSchema).filter(({ id }) => id >= mirrorId);
  if (rest.length === 0) return [];
  return [
    step(
      'Following changes',
      "Triggers keep the app's tables true to what other programs write. They run as their owner and never fail a statement.",
      rest.flatMap(statementsOfMigration),
    ),
  ];
}

function jobs({ jobsVersion: version, queues }: DatabaseState): Step[] {
  const missing = jobKinds.filter((kind) => !queues.includes(kind));
  const statements = [
    ...(version === null ? [constructionSql()] : []),
    ...(version !== null && version < jobsVersion ? [upgradeSql(version)] : []),
    ...missing.map(queueSql),
  ];
  if (statements.length === 0) return [];
  return [step('Job queue', 'Work in the background, shared by every desktop.', statements)];
}

function grants(state: DatabaseState, pending: readonly Migration[]): Step[] {
  const changed = pending.length > 0 || jobs(state).length > 0 || texts(state).length > 0;
  if (!changed || state.groups.length === 0) return [];
  return [
    step(
      'Rights of the group roles',
      'They see what was added too.',
      groupGrants(state.groups, usersColumns(state)),
    ),
  ];
}

function usersColumns({ shape }: DatabaseState): DatabaseState['shape']['users']['columns'] {
  return shape.users.columns;
}

const mirrorId = 4;

/**
 * Migrations to run: those that were not, and every later one, since each may replace what an earlier one made. A
 * migration whose triggers are gone, because another program made its table anew, counts as not run.
 */
function pendingMigrations({ migrations: applied, triggers }: DatabaseState): readonly Migration[] {
  const own = migrations.filter(({ id }) => id > 1);
  const isDone = ({ id, sql }: Migration): boolean =>
    applied.includes(id) && triggersOf(sql).every((trigger) => triggers.includes(trigger));
  const first = own.find((migration) => !isDone(migration));
  return first === undefined ? [] : own.filter(({ id }) => id >= first.id);
}

/** Triggers that a migration makes on shared tables, as `table.name`. */
function triggersOf(sql: string): readonly string[] {
  const found = sql.matchAll(
    /create or replace trigger (\w+)\s(?:(?!create or replace)[^;])*?\son public\.(\w+)/g,
  );
  return [...found].map(([, name, table]) => `${table}.${name}`);
}

function statementsOfMigration({ id, name, sql }: Migration): readonly string[] {
  return [
    sql.trim(),
    `insert into sparklio.migrations (id, name) values (${id}, '${name}') on conflict (id) do nothing;`,
  ];
}

function statementsOf(script: string): readonly string[] {
  return script.split(/(?<=;)\n/);
}

/** Why the steps can't be run as this role on this server; null when they can. */
export function blockOf(state: DatabaseState): Cause | null {
  const { rights, shape } = state;
  if ([...compareTables(shape).values()].some(({ wrong }) => wrong.length > 0)) return 'foreign_tables';
  const steps = stepsFor(state);
  if (steps.length === 0) return null;
  if (!state.isUtf8) return 'not_utf8';
  if (state.isReadOnly) return 'database_read_only';
  if (!state.hasVector && !state.vectorAvailable) return 'no_pgvector';
  const has = (find: (state: DatabaseState) => readonly Step[]): boolean => find(state).length > 0;
  const present = (names: readonly SharedTableName[]): readonly SharedTableName[] =>
    names.filter((name) => shape[name].present);
  const pending = pendingMigrations(state);
  const toAlter: readonly string[] = [
    ...[...compareTables(shape)].filter(([, { toAdd }]) => toAdd.length > 0).map(([name]) => name),
    ...(has(checksums) || has(texts) ? ['generated_assets'] : []),
  ];
  const toFollow = present(['brands', 'projects', 'generated_assets', 'generated_texts']);
  const refused =
    (has(extension) && !rights.createExtension) ||
    (!rights.createInPublic && (has(firstTables) || has(texts))) ||
    toAlter.some((name) => !rights.owns.includes(name)) ||
    (pending.length > 0 && toFollow.some((name) => !rights.triggers.includes(name))) ||
    ((!state.hasSchema || state.jobsVersion === null) && !rights.createSchema) ||
    !rights.ownsSchemas;
  return refused ? 'missing_rights' : null;
}
