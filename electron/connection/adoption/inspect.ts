import { readShape, type SharedShape, sharedTables } from '../../database/shape.ts';
import type { SparklioDb } from '../../database/tables.ts';
import { compareTables, type TableReport } from './expected.ts';
import {
  countRows,
  readIndexes,
  readOwnNotes,
  readServer,
  readSpellings,
  readTables,
  readVectors,
  type TableFacts,
} from './facts.ts';
import { blockOf, isNewer } from './steps.ts';
import type { DatabaseFindings, DatabaseState, Inspection } from './types.ts';

type Report = ReadonlyMap<string, TableReport>;
type Server = Awaited<ReturnType<typeof readServer>>;

/** The first pgvector that goes on scanning when a filter left too few hits. */
const iterativeScans = [0, 8];

/** Looks at a database in a transaction that can't write. Any PostgreSQL error passes through. */
export async function inspectDatabase(db: SparklioDb): Promise<Inspection> {
  return await db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute((trx) => inspectWithin(trx));
}

/** The same inside a transaction that is open already. */
export async function inspectWithin(trx: SparklioDb): Promise<Inspection> {
  const { state, server, tables, indexes, report } = await readState(trx);
  const readable = (name: string): boolean => factsOf(tables, name)?.readable === true;
  const assets = report.get('generated_assets')?.wrong.length === 0 && readable('generated_assets');
  const has = (column: string): boolean => assets && state.shape.generated_assets.columns.has(column);
  const rows = new Map<string, number>();
  for (const name of sharedTables) if (readable(name)) rows.set(name, await countRows(trx, name));
  const index = indexes.find(({ method, column }) => column === 'embedding' && isApproximate(method));
  const findings: DatabaseFindings = {
    variant: variantOf(tables, state.shape, report),
    serverVersion: server.version,
    pgvector: server.vector,
    pgvectorAvailable: server.vector_available,
    tables: sharedTables.map((name) => {
      const compared = report.get(name);
      return {
        name,
        present: state.shape[name].present,
        rows: rows.get(name) ?? 0,
        missingColumns: [...(compared?.missing ?? [])],
        extraColumns: [...(compared?.extra ?? [])],
        requiredColumns: [...(compared?.required ?? [])],
        wrongColumns: [...(compared?.wrong ?? [])],
      };
    }),
    spellings: has('checksum') ? await readSpellings(trx) : noSpellings,
    vectors: {
      ...(has('embedding') ? await readVectors(trx) : { rows: 0, dimensions: null }),
      index: index?.method ?? null,
      indexLists: index?.lists ?? null,
    },
    role: {
      name: server.role,
      superuser: server.superuser,
      canWrite: canWrite(server, tables),
      canAdopt: !isNewer(state) && blockOf(state) === null,
    },
    warnings: warningsOf(server, tables),
  };
  return { findings, state };
}

/** What planning needs, from the catalogue and the app's own notes: quick however many rows there are. */
export async function readState(trx: SparklioDb) {
  const shape = await readShape(trx);
  const server = await readServer(trx);
  const tables = await readTables(trx);
  const notes = await readOwnNotes(trx, tables);
  const indexes = await readIndexes(trx);
  const state: DatabaseState = {
    shape,
    hasVector: server.vector !== null,
    vectorAvailable: server.vector_available !== null,
    hasSchema: tables.some(({ schema }) => schema === 'sparklio'),
    migrations: notes.migrations,
    jobsVersion: notes.jobs,
    queues: notes.queues,
    triggers: tables.flatMap(({ schema, name, triggers }) =>
      schema === 'public' ? triggers.map((trigger) => `${name}.${trigger}`) : [],
    ),
    checksumIndexed: indexes.some(servesChecksums),
    groups: server.groups,
    isUtf8: server.encoding === 'UTF8',
    isReadOnly: server.read_only,
    rights: {
      createExtension: server.superuser || (server.vector_trusted && server.create_schema),
      createSchema: server.create_schema,
      createInPublic: server.create_in_public,
      owns: sharedTables.filter((name) => factsOf(tables, name)?.owned === true),
      triggers: sharedTables.filter((name) => factsOf(tables, name)?.may_trigger === true),
      ownsSchemas: tables.every(({ schema, owned }) => schema === 'public' || owned),
    },
  };
  return { state, server, tables, indexes, report: compareTables(shape) };
}

const noSpellings: DatabaseFindings['spellings'] = {
  bucketAndKey: 0,
  keyOnly: 0,
  singularFolder: 0,
  elsewhere: 0,
  bareChecksums: 0,
  prefixedChecksums: 0,
  withoutChecksum: 0,
};

function factsOf(tables: readonly TableFacts[], name: string): TableFacts | undefined {
  return tables.find((table) => table.schema === 'public' && table.name === name);
}

const isApproximate = (method: string): boolean => method === 'ivfflat' || method === 'hnsw';

/** A predicate is fine as long as it leaves out nothing that has a checksum. */
function servesChecksums({
  method,
  column,
  partial,
}: Awaited<ReturnType<typeof readIndexes>>[number]): boolean {
  const whole = partial === null || partial === '(checksum IS NOT NULL)';
  return column === 'checksum' && whole && (method === 'btree' || method === 'hash');
}

function variantOf(
  tables: readonly TableFacts[],
  shape: SharedShape,
  report: Report,
): DatabaseFindings['variant'] {
  if ([...report.values()].some(({ wrong }) => wrong.length > 0)) return 'foreign';
  if (tables.some(({ schema, name }) => schema === 'sparklio' && name === 'migrations')) return 'adopted';
  if (report.size === 0) return 'empty';
  const complete = sharedTables.every((name) => shape[name].present);
  const alike = [...report.values()].every(({ missing, extra }) => missing.length + extra.length === 0);
  return complete && alike ? 'customer' : 'drifted';
}

/** Whether what an upload writes may be written: assets, and the app's own journal where it exists. */
function canWrite(server: Server, tables: readonly TableFacts[]): boolean {
  const assets = factsOf(tables, 'generated_assets');
  const own = tables.find(({ schema, name }) => schema === 'sparklio' && name === 'assets');
  return !server.read_only && assets?.writable !== false && own?.writable !== false;
}

function warningsOf(server: Server, tables: readonly TableFacts[]): DatabaseFindings['warnings'] {
  const warnings: DatabaseFindings['warnings'] = [];
  if (server.superuser) warnings.push('superuser');
  if (server.vector === null && server.vector_available !== null)
    warnings.push('pgvector_missing_installable');
  if (server.vector !== null && isOlder(server.vector, iterativeScans)) warnings.push('pgvector_old');
  if (!canWrite(server, tables)) warnings.push('read_only');
  return warnings;
}

function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [place, wanted] of than.entries()) {
    const part = parts[place] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
