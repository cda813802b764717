import { expect, test } from 'vitest';
import { S3Error } from '../s3-error.ts';
import { type Change, CommitQueue } from './commit-queue.ts';
import { decodeLine } from './journal-codec.ts';
import type { JournalRecord } from './records.ts';

function queueInMemory() {
  const batches: string[][] = [];
  const applied: string[] = [];
  const control: { fail: Error | null } = { fail: null };
  const nameOf = (record: JournalRecord | undefined): string => (record?.t === 'bucket' ? record.b : '?');
  const queue = new CommitQueue({
    syncBlobs: async () => {},
    append: async (lines) => {
      if (control.fail !== null) throw control.fail;
      const batch = lines.trimEnd().split('\n');
      batches.push(batch.map((line) => nameOf(decodeLine(Buffer.from(line))?.[0])));
      await new Promise((resolve) => setImmediate(resolve));
    },
    apply: (records) => {
      applied.push(...records.map(nameOf));
    },
    afterBatch: async () => {},
  });
  const change = (name: string, scope: string | null = name, check: () => void = () => {}): Change => ({
    scope,
    newBlobs: [],
    prepare: () => {
      check();
      return [{ t: 'bucket', b: name, m: 0 }];
    },
  });
  return { queue, batches, applied, change, control };
}

test('parallel changes share one sync', async () => {
  const { queue, batches, change } = queueInMemory();
  await Promise.all(['a', 'b', 'c'].map((name) => queue.commit(change(name))));
  expect(batches).toEqual([['a', 'b', 'c']]);
});

test('of two changes to one key the second decides on what the first has left', async () => {
  const { queue, applied, change } = queueInMemory();
  const once = (): void => {
    if (applied.length > 0) throw new S3Error('PreconditionFailed');
  };
  const results = await Promise.allSettled([
    queue.commit(change('first', 'key', once)),
    queue.commit(change('second', 'key', once)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(applied).toEqual(['first']);
});

test('a change that must be alone shares its sync with nothing', async () => {
  const { queue, batches, change } = queueInMemory();
  await Promise.all([
    queue.commit(change('a')),
    queue.commit(change('alone', null)),
    queue.commit(change('b')),
  ]);
  expect(batches).toEqual([['a'], ['alone'], ['b']]);
});

test('what could not be written is neither applied nor acknowledged, and the next change goes through', async () => {
  const { queue, applied, change, control } = queueInMemory();
  control.fail = new Error('disk');
  await expect(queue.commit(change('lost'))).rejects.toThrow('disk');
  control.fail = null;
  await queue.commit(change('kept'));
  expect(applied).toEqual(['kept']);
});

test('a change that is handed in just as the last one is done is not forgotten', async () => {
  const { queue, applied, change } = queueInMemory();
  // However many turns of the promises later: one of them is the moment between the last look and the end.
  for (let turns = 0; turns < 20; turns += 1) {
    await queue.commit(change(`before ${turns}`));
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await queue.commit(change(`after ${turns}`));
  }
  expect(applied).toHaveLength(40);
});
