import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sweepTemporaryFolders, withTemporaryFolder } from './temporary.ts';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The id of a process that has just ended. */
async function endedProcess(): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']);
  return Number(stdout);
}

it('removes a temporary folder even when its use fails', async () => {
  let path = '';
  const using = withTemporaryFolder(async (folder) => {
    path = folder;
    throw new Error('no luck');
  });
  await expect(using).rejects.toThrow('no luck');
  expect(await exists(path)).toBe(false);
});

it('sweeps what a killed worker left, and nothing that is in use', async () => {
  const left = join(tmpdir(), `sparklio-media-${await endedProcess()}-left`);
  await mkdir(left);
  await withTemporaryFolder(async (used) => {
    await sweepTemporaryFolders();
    expect([await exists(left), await exists(used)]).toEqual([false, true]);
  });
});
