import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMinio } from '../../servers/harness/minio.ts';
import { call } from '../support/index.ts';
import { startKeyring } from './keyring.ts';
import { expect, openLibrary, test } from './support.ts';

test('a key store keeps the secrets: the library opens by itself at the next start', async ({
  launch,
  newLibrary,
}) => {
  test.slow();
  // macOS and Windows have one key store for an account, which is not for a test to fill.
  test.skip(process.platform !== 'linux', 'A key store of its own can be had on Linux only.');
  const [minio, keyring] = await Promise.all([startMinio(), startKeyring()]);
  try {
    const { env, args } = keyring;
    const first = await launch({ env, args });
    const draft = await newLibrary(minio);
    const saved = await call(first.page, 'connection.save', { draft });
    expect(await call(first.page, 'connection.profiles', {})).toMatchObject({ secrets: 'encrypted' });
    await openLibrary(first.page, saved.id);
    await first.quit();

    const { userDataDir } = first;
    const file = join(userDataDir, 'servers', 'secrets.json');
    const sealed = await readFile(file, 'utf8');
    expect(sealed).toContain(saved.id);
    for (const secret of [draft.secrets.databasePassword, draft.secrets.secretKey]) {
      for (const encoding of ['utf8', 'base64', 'hex'] as const) {
        expect(sealed).not.toContain(Buffer.from(secret ?? '').toString(encoding));
      }
    }

    await test.step('with the same key store it opens', async () => {
      const again = await launch({ env, args, userDataDir });
      await expect
        .poll(() => call(again.page, 'library.status', {}))
        .toMatchObject({ state: 'open', profileId: saved.id });
      await again.quit();
    });
    await test.step('without it the secrets are asked for, and what is stored stays', async () => {
      const without = await launch({ userDataDir });
      await expect
        .poll(() => call(without.page, 'library.status', {}))
        .toMatchObject({ state: 'failed', profileId: saved.id, error: { code: 'secret_missing' } });
      expect(await call(without.page, 'connection.profiles', {})).toMatchObject({
        secrets: 'session-only',
        profiles: [{ id: saved.id, stored: { databasePassword: false, secretKey: false } }],
      });
      await without.quit();
      expect(await readFile(file, 'utf8')).toBe(sealed);
    });
    await test.step('and with it again it opens again', async () => {
      const back = await launch({ env, args, userDataDir });
      await expect
        .poll(() => call(back.page, 'library.status', {}))
        .toMatchObject({ state: 'open', profileId: saved.id });
    });
  } finally {
    await Promise.all([minio.stop(), keyring.stop()]);
  }
});
