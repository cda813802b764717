import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportName, readExport, writeExport } from './exchange.ts';
import { personOf } from './person.ts';
import { Profiles } from './profiles.ts';
import { draftOf, noBox, secretsOfTests } from './testing.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparklio-exchange-'));
  file = join(folder, 'exported.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('goes to another computer without secrets, person and agreements', async () => {
  const profiles = await Profiles.open(folder, noBox);
  const saved = await profiles.save(draftOf({ plainConnectionsAllowed: true }));
  await writeExport(file, saved);
  const text = await readFile(file, 'utf8');
  for (const secret of [...Object.values(secretsOfTests), 'mina@example.com', saved.id]) {
    expect(text).not.toContain(secret);
  }
  const { secrets, person, plainConnectionsAllowed, ...rest } = draftOf();
  expect(await readExport(file)).toEqual({
    ...rest,
    person: null,
    plainConnectionsAllowed: false,
    secrets: { databasePassword: null, secretKey: null, embeddingKey: null },
  });
});

it.each([
  ['nothing', ''],
  ['no JSON', 'DATABASE_URL=postgres://x'],
  ['another format', '{"format":"other","version":1,"profile":{}}'],
  ['a newer version', '{"format":"sparklio-profile","version":2,"profile":{}}'],
  ['null', 'null'],
  ['a file of 70 KB', `{"format":"${'x'.repeat(70_000)}"}`],
])('refuses %s as corrupt', async (_, text) => {
  await writeFile(file, text);
  await expect(readExport(file)).rejects.toMatchObject({ code: 'corrupt' });
});

it('refuses a profile with more in it than it may have, or with an address that is none', async () => {
  const profiles = await Profiles.open(folder, noBox);
  await writeExport(file, await profiles.save(draftOf()));
  const good = await readFile(file, 'utf8');
  const { endpoint } = draftOf().storage;
  for (const bad of [
    good.replace('"name"', '"secrets": {"secretKey": "x"}, "name"'),
    good.replace(`"endpoint": "${endpoint}"`, '"endpoint": "x; script-src *"'),
    good.replace(`"endpoint": "${endpoint}"`, '"endpoint": "*"'),
    good.replace('"port": 9000', '"port": 0'),
    good.replace('http://100.64.0.2', 'javascript://100.64.0.2'),
    good.replace('http://100.64.0.2', 'http://user:pw@100.64.0.2'),
  ]) {
    expect(bad).not.toBe(good);
    await writeFile(file, bad);
    await expect(readExport(file)).rejects.toMatchObject({ code: 'corrupt' });
  }
});

it('tells a file that can’t be read or written', async () => {
  await expect(readExport(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'file_unreadable' });
  const profiles = await Profiles.open(folder, noBox);
  const saved = await profiles.save(draftOf());
  await expect(writeExport(join(folder, 'no', 'folder.json'), saved)).rejects.toMatchObject({
    code: 'permission_denied',
  });
});

it('suggests a file name that every system takes', () => {
  expect(exportName('운영 / prod: "A"')).toBe('운영 - prod- -A-.sparklio-profile.json');
  expect(exportName('...')).toBe('profile.sparklio-profile.json');
});

it('knows a person by account and computer', () => {
  expect(personOf('mina', 'Mac-mini.local')).toEqual({ email: 'mina@mac-mini.local', name: 'mina' });
  expect(personOf('민아', '')).toEqual({ email: 'user@computer.local', name: '민아' });
  expect(personOf('José García', 'a.b.c')).toEqual({ email: 'jose-garcia@a-b-c.local', name: 'José García' });
});
