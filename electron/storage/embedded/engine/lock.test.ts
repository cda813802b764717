import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnStore, temporaryFolder } from '../testing.ts';
import { FolderInUseError, lockFolder } from './lock.ts';

test('a folder is held by one at a time, and free again after release', async () => {
  const folder = await temporaryFolder();
  const release = await lockFolder(folder.path);
  await expect(lockFolder(folder.path)).rejects.toThrow(FolderInUseError);
  await release();
  await (await lockFolder(folder.path))();
  await folder.remove();
});

test('the lock of a process that was killed is free at once', async () => {
  const folder = await temporaryFolder();
  const holder = await spawnStore(folder.path);
  await expect(lockFolder(folder.path)).rejects.toThrow(FolderInUseError);
  await holder.stop('SIGKILL');
  await (await lockFolder(folder.path))();
  await folder.remove();
});

test('a stray file in the place of the lock is no lock', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder.path, 'lock'), 'stray');
  await (await lockFolder(folder.path))();
  await folder.remove();
});
