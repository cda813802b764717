import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { profileIdSchema } from '../../../shared/domain/servers.ts';
import { Profiles } from './profiles.ts';
import { draftOf, keyedBox, noBox, secretsOfTests } from './testing.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparklio-profiles-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const unchanged = { databasePassword: null, secretKey: null, embeddingKey: null };
const { host, port, database, user, tls } = draftOf().database;
const address = { host, port, database, user, tls };

async function everythingWritten(): Promise<string> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const texts = await Promise.all(
    names.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
  return texts.join('\n');
}

describe('with a key store', () => {
  it('keeps a profile and its secrets over a restart, and writes no secret in clear', async () => {
    const box = keyedBox();
    const first = await Profiles.open(folder, box);
    const { id } = await first.save(draftOf());
    const again = await Profiles.open(folder, box);
    expect(again.secretsKept).toBe('encrypted');
    expect(again.get(id)).toMatchObject({
      name: 'Production',
      stored: { databasePassword: true, secretKey: true, embeddingKey: true },
    });
    expect(again.target(id)).toMatchObject({ database: address, secrets: secretsOfTests });
    const written = await everythingWritten();
    for (const secret of Object.values(secretsOfTests)) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        expect(written).not.toContain(Buffer.from(form, 'utf8').toString('latin1'));
      }
    }
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o077).toBe(0);
  });

  it('shows no secret in what the window gets', async () => {
    const profiles = await Profiles.open(folder, keyedBox());
    const saved = await profiles.save(draftOf());
    const shown = JSON.stringify([saved, profiles.list()]);
    for (const secret of Object.values(secretsOfTests)) expect(shown).not.toContain(secret);
  });

  it('notes the endpoint that a library was changed to, with the key that was typed for it', async () => {
    const box = keyedBox();
    const profiles = await Profiles.open(folder, box);
    const { id } = await profiles.save(draftOf());
    const other = { kind: 'endpoint', adapter: 'immich', url: 'http://100.64.0.9:3003', model: 'm' } as const;
    await profiles.keepEmbedding(id, other, 'sk-other');
    expect(profiles.target(id)).toMatchObject({
      embedding: other,
      secrets: { ...secretsOfTests, embeddingKey: 'sk-other' },
    });
    await profiles.keepEmbedding(id, other, null);
    await profiles.keepEmbedding(id, { kind: 'builtin' }, null);
    const again = await Profiles.open(folder, box);
    expect(again.target(id)).toMatchObject({ embedding: other, secrets: { embeddingKey: null } });
  });

  it('keeps what is left out, and removes what is emptied', async () => {
    const profiles = await Profiles.open(folder, keyedBox());
    const { id } = await profiles.save(draftOf());
    await profiles.save(draftOf({ id, name: 'Renamed', secrets: { ...unchanged, embeddingKey: '' } }));
    expect(profiles.get(id).stored).toEqual({ databasePassword: true, secretKey: true, embeddingKey: false });
    expect(profiles.target(id).secrets).toEqual({ ...secretsOfTests, embeddingKey: null });
  });

  it('asks again for what can’t be decrypted, and loses nothing else', async () => {
    const { id } = await (await Profiles.open(folder, keyedBox())).save(draftOf());
    const otherKey = await Profiles.open(folder, keyedBox());
    expect(() => otherKey.target(id)).toThrowError(
      expect.objectContaining({ code: 'secret_missing', details: { part: 'database' } }),
    );
    expect(otherKey.get(id).stored.databasePassword).toBe(false);
    expect(otherKey.list()).toHaveLength(1);
    await otherKey.save(
      draftOf({ id, secrets: { ...unchanged, databasePassword: 'new', secretKey: 'new' } }),
    );
    expect(otherKey.target(id).secrets).toMatchObject({ databasePassword: 'new', secretKey: 'new' });
  });

  it('fills stored secrets into a form, but sends none to an address that it was not typed for', async () => {
    const profiles = await Profiles.open(folder, keyedBox());
    const { id } = await profiles.save(draftOf());
    const form = draftOf({ id, secrets: unchanged });
    expect(profiles.resolve(form).secrets).toEqual(secretsOfTests);
    expect(profiles.resolve({ ...form, database: { ...address, user: 'jun' } }).secrets).toEqual(
      secretsOfTests,
    );
    for (const database of [
      { ...address, host: 'elsewhere.example' },
      { ...address, tls: 'off' as const },
    ]) {
      const changed = { ...form, database };
      const refusal = expect.objectContaining({ code: 'secret_missing', details: { part: 'database' } });
      expect(() => profiles.resolve(changed)).toThrowError(refusal);
      await expect(profiles.save(changed)).rejects.toEqual(refusal);
      const typed = { ...changed, secrets: { ...unchanged, databasePassword: 'typed' } };
      expect(profiles.resolve(typed).secrets.databasePassword).toBe('typed');
    }
    expect(() =>
      profiles.resolve({
        ...form,
        embedding: { kind: 'endpoint', adapter: 'infinity', url: 'http://elsewhere.example/', model: '' },
      }),
    ).toThrowError(expect.objectContaining({ code: 'secret_missing', details: { part: 'embedding' } }));
    expect(profiles.target(id).database).toEqual(address);
  });

  it('asks for the secrets of no more parts than are to be reached', async () => {
    const profiles = await Profiles.open(folder, keyedBox());
    const { id } = await profiles.save(draftOf());
    const form = draftOf({ id, secrets: unchanged, database: { ...address, host: 'elsewhere.example' } });
    expect(profiles.resolve(form, ['storage']).secrets).toEqual({
      databasePassword: null,
      secretKey: secretsOfTests.secretKey,
      embeddingKey: null,
    });
    expect(() => profiles.resolve(form, ['database'])).toThrowError(
      expect.objectContaining({ code: 'secret_missing' }),
    );
  });

  it('forgets a profile with its secrets and what waited for it', async () => {
    const profiles = await Profiles.open(folder, keyedBox());
    const { id } = await profiles.save(draftOf());
    const other = await profiles.save(draftOf({ name: 'Other' }));
    await mkdir(join(folder, id, 'incoming'), { recursive: true });
    await profiles.remove(id);
    expect(profiles.list().map(({ name }) => name)).toEqual(['Other']);
    const written = await everythingWritten();
    expect(written).not.toContain(id);
    expect(written).toContain(other.id);
    expect(await readdir(folder)).not.toContain(id);
    await expect(profiles.remove(id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('without a key store', () => {
  it('keeps secrets until the app ends, and says which are gone after', async () => {
    const profiles = await Profiles.open(folder, noBox);
    const { id } = await profiles.save(draftOf());
    expect(profiles.secretsKept).toBe('session-only');
    expect(profiles.target(id).secrets).toEqual(secretsOfTests);
    expect(await readdir(folder)).toEqual(['profiles.json']);
    const again = await Profiles.open(folder, noBox);
    expect(again.get(id).stored).toEqual({ databasePassword: false, secretKey: false, embeddingKey: false });
    expect(() => again.target(id)).toThrowError(expect.objectContaining({ code: 'secret_missing' }));
  });

  it('leaves what was encrypted before for when the key store is back', async () => {
    const box = keyedBox();
    const { id } = await (await Profiles.open(folder, box)).save(draftOf());
    const without = await Profiles.open(folder, noBox);
    expect(without.get(id).stored.databasePassword).toBe(false);
    await without.save(draftOf({ id, secrets: { ...unchanged, databasePassword: 'newer' } }));
    const back = await Profiles.open(folder, box);
    // The password that was typed meanwhile is not known, and the one before it is out of date.
    expect(back.get(id).stored).toEqual({ databasePassword: false, secretKey: true, embeddingKey: true });
  });
});

describe('the list', () => {
  it('refuses a name that is taken, however it is written', async () => {
    const profiles = await Profiles.open(folder, noBox);
    const { id } = await profiles.save(draftOf({ name: 'Café' }));
    await expect(profiles.save(draftOf({ name: 'CAFE\u0301' }))).rejects.toMatchObject({
      code: 'name_taken',
    });
    await expect(profiles.save(draftOf({ id, name: 'CAFÉ' }))).resolves.toMatchObject({ name: 'CAFÉ' });
    const results = await Promise.allSettled([
      profiles.save(draftOf({ name: 'Twice' })),
      profiles.save(draftOf({ name: 'twice' })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('knows no profile by an id that it did not give', async () => {
    const profiles = await Profiles.open(folder, noBox);
    const id = profileIdSchema.parse(randomUUID());
    expect(() => profiles.get(id)).toThrowError(expect.objectContaining({ code: 'not_found' }));
    expect(() => profiles.resolve(draftOf({ id }))).toThrowError(
      expect.objectContaining({ code: 'not_found' }),
    );
    await expect(profiles.save(draftOf({ id }))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('opens without a password what was saved without one', async () => {
    const profiles = await Profiles.open(folder, noBox);
    const { id } = await profiles.save(draftOf({ secrets: { ...secretsOfTests, databasePassword: null } }));
    expect(profiles.target(id).secrets.databasePassword).toBeNull();
  });

  it('says that it changed, and when a profile was opened', async () => {
    let changes = 0;
    const profiles = await Profiles.open(folder, noBox, () => changes++);
    const { id } = await profiles.save(draftOf());
    await profiles.opened(id);
    expect(changes).toBe(2);
    const noted = profiles.get(id).lastOpenedAt ?? '';
    expect(Date.now() - Date.parse(noted)).toBeLessThan(60_000);
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"version":1,"profiles":[{"id"'],
    ['another kind of file', '[]'],
    ['a newer kind of file', '{"version":2,"profiles":[]}'],
  ])('starts empty on %s, which it keeps aside', async (_, text) => {
    await writeFile(join(folder, 'profiles.json'), text);
    const profiles = await Profiles.open(folder, noBox);
    expect(profiles.list()).toEqual([]);
    await profiles.save(draftOf());
    const aside = (await readdir(folder)).find((name) => name.startsWith('profiles.damaged-')) ?? '';
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
  });

  it('keeps the good profiles of a file with a damaged one', async () => {
    const { id } = await (await Profiles.open(folder, noBox)).save(draftOf());
    const file = join(folder, 'profiles.json');
    const text = (await readFile(file, 'utf8')).replace('"profiles": [', '"profiles": [{"id": 7},');
    await writeFile(file, text);
    expect((await Profiles.open(folder, noBox)).list().map((profile) => profile.id)).toEqual([id]);
    expect((await readdir(folder)).filter((name) => name.includes('damaged'))).toHaveLength(1);
  });
});
