import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import { engines } from '../../support/engines.ts';

describe.each(engines)('values of $name', ({ open }) => {
  let engine: DatabaseEngine;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  it('come as the tables promise', async () => {
    const { rows } = await sql`select
      9007199254740991::bigint as int8,
      12.5::numeric as numeric,
      timestamp '2026-03-04 05:06:07.891' as moment,
      date '2026-03-04' as day,
      array['겨울', 'a"b', 'c,d']::text[] as texts,
      '{}'::uuid[] as no_ids,
      array['c0ffee00-1111-4222-8333-444455556666']::uuid[] as ids,
      '{"a": [1, null]}'::jsonb as json,
      '\\x00ff'::bytea as bytes,
      '[1,0.5]'::vector::text as vector,
      null::text as nothing`.execute(engine.db);
    expect(rows[0]).toEqual({
      int8: 9007199254740991,
      numeric: 12.5,
      moment: new Date('2026-03-04T05:06:07.891Z'),
      day: '2026-03-04',
      texts: ['겨울', 'a"b', 'c,d'],
      no_ids: [],
      ids: ['c0ffee00-1111-4222-8333-444455556666'],
      json: { a: [1, null] },
      bytes: Buffer.from([0, 255]),
      vector: '[1,0.5]',
      nothing: null,
    });
  });

  it('go out the same way, whatever the time zone of this computer', async () => {
    const moment = new Date('2026-07-01T23:30:00.123Z');
    const { rows } = await sql`select
      ${moment}::timestamp::text as stored,
      ${moment}::timestamp as moment,
      ${['x', 'y z', '"', '\\']}::text[] as texts,
      ${Buffer.from([1, 0, 2])}::bytea as bytes,
      ${JSON.stringify([{ a: '한' }])}::jsonb as json`.execute(engine.db);
    expect(rows[0]).toEqual({
      stored: '2026-07-01 23:30:00.123',
      moment,
      texts: ['x', 'y z', '"', '\\'],
      bytes: Buffer.from([1, 0, 2]),
      json: [{ a: '한' }],
    });
  });

  it('fails with the code that SQL gives, and goes on', async () => {
    await expect(sql`select 1 / 0`.execute(engine.db)).rejects.toMatchObject({ code: '22012' });
    const insert = () =>
      engine.db.insertInto('public.users').values({ email: 'same@x', name: 'a' }).execute();
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: '23505' });
    const failing = engine.db.transaction().execute(async (trx) => {
      await trx.insertInto('sparklio.state').values({ key: 'lost', value: '1' }).execute();
      await sql`selec`.execute(trx);
    });
    await expect(failing).rejects.toMatchObject({ code: '42601' });
    expect(await engine.db.selectFrom('sparklio.state').selectAll().execute()).toEqual([]);
  });

  it('runs several statements at once, and none of them when one fails', async () => {
    const { rows } = await engine.executeSql('begin; select 1 as a; select 2 as a; commit');
    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
    await expect(
      engine.executeSql(`begin; insert into sparklio.state (key) values ('half'); select 1 / 0; commit`),
    ).rejects.toMatchObject({ code: '22012' });
    expect((await engine.executeSql('select count(*) as n from sparklio.state')).rows).toEqual([{ n: 0 }]);
    expect((await engine.executeSql('select $1::int + 1 as n', [41])).rows).toEqual([{ n: 42 }]);
  });

  it('keeps transactions apart from statements that come meanwhile', async () => {
    const order: string[] = [];
    const transaction = engine.backgroundDb.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      order.push('first');
      await sql`select 2`.execute(trx);
      order.push('second');
    });
    await Promise.all([transaction, engine.db.selectFrom('public.users').selectAll().execute()]);
    expect(order).toEqual(['first', 'second']);
  });
});
