import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuildCurrent, sourceFingerprint } from './build.ts';

describe('the build', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sparklio-build-'));
    await mkdir(join(root, 'electron', 'ipc'), { recursive: true });
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'electron', 'main.ts'), 'one');
    await writeFile(join(root, 'out', '.built-from'), await sourceFingerprint(root));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is current until a source changes', async () => {
    expect(await isBuildCurrent(root)).toBe(true);
    await writeFile(join(root, 'electron', 'main.ts'), 'two');
    expect(await isBuildCurrent(root)).toBe(false);
  });

  it('is stale when a file is added, moved or removed', async () => {
    await writeFile(join(root, 'electron', 'ipc', 'router.ts'), '');
    expect(await isBuildCurrent(root)).toBe(false);
    await rm(join(root, 'electron', 'ipc', 'router.ts'));
    expect(await isBuildCurrent(root)).toBe(true);
  });

  it('does not care for tests', async () => {
    await writeFile(join(root, 'electron', 'main.test.ts'), '');
    expect(await isBuildCurrent(root)).toBe(true);
  });

  it('is stale when it never finished', async () => {
    await rm(join(root, 'out'), { recursive: true });
    expect(await isBuildCurrent(root)).toBe(false);
  });
});
