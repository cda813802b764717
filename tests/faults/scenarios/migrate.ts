import pg from 'pg';
import { dumpOf } from '../../servers/adoption/dump.ts';
import { makeTables } from '../../servers/fixtures/load.ts';
import type { Finding } from '../../support/consistency.ts';
import type { Arena } from '../arena.ts';
import type { Plan } from '../plan.ts';

const kinds = ['none', 'customer', 'drifted'] as const;
type Kind = (typeof kinds)[number];

/** What each kind of database looks like after migrations that nothing cut off. */
const references = new Map<Kind, string>();

async function newDatabase(arena: Arena, kind: Kind): Promise<string> {
  const databaseUrl = await arena.ground.newDatabase();
  if (kind === 'none') return databaseUrl;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await makeTables(client, kind);
  await client.end();
  return databaseUrl;
}

async function migrated(arena: Arena, databaseUrl: string): Promise<string> {
  const process = arena.process({ media: false });
  await process.ask({ do: 'migrate', databaseUrl });
  await process.kill();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ ids: string }>(
    `select string_agg(id::text, ' ' order by id) as ids from sparklio.migrations`,
  );
  await client.end();
  const { postgres } = arena.ground;
  return `${rows[0]?.ids}\n${await dumpOf({ databaseUrl, postgres }, '--schema-only')}`;
}

/** Migrations that are killed and begun again end with the very schema that they end with undisturbed. */
export async function migrate(plan: Plan, random: () => number, arena: Arena): Promise<Finding[]> {
  const kind = kinds[plan.seed % kinds.length] ?? 'none';
  if (!references.has(kind)) references.set(kind, await migrated(arena, await newDatabase(arena, kind)));
  const databaseUrl = await newDatabase(arena, kind);
  await arena.lives(plan, random, async (life, index, arm) => {
    if (index === 0) await arm();
    await life.process.ask({ do: 'migrate', databaseUrl });
  });
  const isSame = (await migrated(arena, databaseUrl)) === references.get(kind);
  return isSame ? [] : [{ kind: 'lost', what: `the schema of a migrated database (${kind}) is another one` }];
}
