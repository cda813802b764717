import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../testing.ts';
import { Journal } from './journal.ts';
import { encodeLine } from './journal-codec.ts';
import type { JournalRecord } from './records.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const bucket = (name: string): JournalRecord => ({ t: 'bucket', b: name, m: 1 });

async function reopen() {
  const seen: string[] = [];
  const { journal, damaged } = await Journal.open(folder.path, (records) => {
    for (const record of records) if (record.t === 'bucket') seen.push(record.b);
  });
  return { journal, damaged, seen };
}

async function journalOf(...names: string[]): Promise<string> {
  const { journal } = await reopen();
  for (const name of names) await journal.append(encodeLine([bucket(name)]));
  await journal.close();
  return join(folder.path, 'journal-00000001.log');
}

test('gives back what was appended, in order', async () => {
  await journalOf('one', 'two');
  const { journal, seen, damaged } = await reopen();
  expect(seen).toEqual(['one', 'two']);
  expect(damaged).toBe(false);
  await journal.close();
});

test('cuts off a torn tail at any byte and goes on after the last whole line', async () => {
  const path = await journalOf('one');
  const whole = await readFile(path);
  const torn = Buffer.from(encodeLine([bucket('torn')]));
  for (let length = 1; length < torn.length; length += 7) {
    await writeFile(path, Buffer.concat([whole, torn.subarray(0, length)]));
    const { journal, seen, damaged } = await reopen();
    expect(seen).toEqual(['one']);
    expect(damaged).toBe(false);
    await journal.append(encodeLine([bucket('next')]));
    await journal.close();
    const again = await reopen();
    expect(again.seen).toEqual(['one', 'next']);
    await again.journal.close();
  }
});

test('keeps the files when the disk has damaged a line in the middle, and reads the others', async () => {
  const path = await journalOf('one', 'two', 'three');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('two', 'tw0'));
  const { journal, seen, damaged } = await reopen();
  expect(seen).toEqual(['one', 'three']);
  expect(damaged).toBe(true);
  expect(await readFile(`${path}.damaged`, 'utf8')).toContain('tw0');
  await journal.close();
});

test('a snapshot takes the place of the journals before it', async () => {
  await journalOf('one', 'two');
  const { journal } = await reopen();
  const generation = await journal.rotate();
  await journal.append(encodeLine([bucket('after')]));
  await journal.writeSnapshot(generation, [bucket('one'), bucket('two')]);
  await journal.close();
  expect((await readdir(folder.path)).sort()).toEqual(['journal-00000002.log', 'snapshot-00000002.log']);
  const { journal: again, seen } = await reopen();
  expect(seen).toEqual(['one', 'two', 'after']);
  await again.close();
});

test('a kill before the snapshot is finished leaves the journals in charge', async () => {
  await journalOf('one');
  const { journal } = await reopen();
  await journal.rotate();
  await journal.append(encodeLine([bucket('after')]));
  await journal.close();
  await appendFile(join(folder.path, 'snapshot-00000002.log.tmp'), encodeLine([bucket('half')]));
  const { journal: again, seen } = await reopen();
  expect(seen).toEqual(['one', 'after']);
  await again.close();
  expect(await readdir(folder.path)).not.toContain('snapshot-00000002.log.tmp');
});
