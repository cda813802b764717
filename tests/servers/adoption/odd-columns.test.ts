import { expect, it } from 'vitest';
import { ensurePerson } from '../../../electron/database/people.ts';
import { readShape } from '../../../electron/database/shape.ts';
import { SharedRows } from '../../../electron/database/shared-rows.ts';
import { createLibrary } from '../../../electron/library/library.ts';
import { testUrls } from '../../support/library.ts';
import { emptyTables } from './adoptable.ts';

it('columns that nobody foresaw are filled in, and those that come later too', async () => {
  const database = await emptyTables('drifted');
  await database.run(`
    create type tier as enum ('basic', 'gold');
    create domain code as varchar(12);
    alter table brands
      add tier tier not null, add score numeric not null, add flags jsonb not null, add labels text[] not null,
      add code code not null unique, add visible boolean not null, add seen_at timestamptz not null;
    alter table brands alter column id drop default, alter column created_at drop default, alter column created_at set not null;
    alter table users alter column role drop default, alter column role set not null, alter column id drop default;
    alter table projects alter column id drop default, alter column name type varchar(10)`);
  await database.adopt();

  const { db } = database.engine;
  const shape = await readShape(db);
  const people = await Promise.all(
    ['mina@one.example', 'mina@two.example', 'MINA@one.example'].map((email) =>
      ensurePerson(db, shape, { email, name: '' }),
    ),
  );
  expect(new Set(people).size).toBe(2);
  expect(await database.run('select username, role, hashed_password from users order by username')).toEqual([
    { username: expect.stringMatching(/^mina$/i), role: 'user', hashed_password: '!' },
    { username: expect.stringMatching(/^mina-2$|^mina$/i), role: 'user', hashed_password: '!' },
  ]);

  const library = createLibrary({ db, urls: testUrls, rows: new SharedRows(people[0] ?? null) });
  const first = await library.createBrand({ name: '첫 브랜드' });
  expect(await database.run('select * from brands')).toMatchObject([
    {
      owner_id: people[0],
      tier: 'basic',
      score: '0',
      flags: {},
      labels: [],
      visible: false,
      code: expect.any(String),
    },
  ]);
  // A migration of the other backend while the library is open.
  await database.run(
    `alter table brands add region varchar(20) not null default 'x'; alter table brands alter region drop default`,
  );
  await library.createBrand({ name: 'Second' });
  expect(await database.run(`select region from brands where name = 'Second'`)).toEqual([{ region: '' }]);
  await library.createProject({ brandId: first.id, name: 'A name of more than ten' });
  expect(await database.run('select name from projects')).toEqual([{ name: 'A name of ' }]);
  await database.close();
});
