import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchIdSchema, brandIdSchema } from '../../shared/domain/ids.ts';
import { type PendingDrop, PendingDrops } from './pending-drops.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparklio-pending-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function drop(createdAt: string): PendingDrop {
  return {
    batchId: batchIdSchema.parse(crypto.randomUUID()),
    title: '겨울 촬영',
    paths: ['/photos/겨울', '/photos/b.jpg'],
    target: {
      brandId: brandIdSchema.parse(crypto.randomUUID()),
      projectId: null,
      foldersAsProjects: true,
      tags: ['winter'],
    },
    keepDuplicates: false,
    onDuplicate: 'skip' as const,
    onConflict: 'ask' as const,
    createdAt: new Date(createdAt),
  };
}

describe('drops that the database can not take now', () => {
  it('are found by the next run as they were made, oldest first', async () => {
    const [later, earlier] = [drop('2026-02-02T10:00:00Z'), drop('2026-02-01T10:00:00Z')];
    const first = new PendingDrops(folder);
    await first.add(later);
    await first.add(earlier);
    expect(await new PendingDrops(folder).all()).toEqual([earlier, later]);
  });

  it('are forgotten once the database has them', async () => {
    const kept = drop('2026-02-01T10:00:00Z');
    const pending = new PendingDrops(folder);
    await pending.add(kept);
    await pending.remove(kept.batchId);
    await pending.remove(kept.batchId);
    expect(await pending.all()).toEqual([]);
  });

  it('do not keep the others back when one is damaged, which is put aside', async () => {
    const kept = drop('2026-02-01T10:00:00Z');
    const pending = new PendingDrops(folder);
    await pending.add(kept);
    await writeFile(join(folder, 'half.json'), '{"batchId":"');
    expect(await pending.all()).toEqual([kept]);
    expect(await readdir(folder)).toContain('half.json.damaged');
  });

  it('are none where there is no folder', async () => {
    expect(await new PendingDrops(join(folder, 'none')).all()).toEqual([]);
  });
});
