import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCorpus } from './corpus.ts';
import { figures } from './figures.ts';
import { type Ground, prepareGround } from './ground.ts';
import { type ObservedWorker, observeWorker } from './observed-worker.ts';
import { type Ending, endAll, holdsSecret } from './run.ts';

const isLong = process.env.SPARKLIO_LONG === '1';
const seed = Number(process.env.SPARKLIO_SEED ?? 1);
/** Words that the id of a file must contain, to look at one again. */
const only = process.env.SPARKLIO_HOSTILE ?? '';
const MINUTE = 60_000;

/** Reasons that say something of the file, or that its time was up; every other is a defect of ours. */
const HONEST = new Set([
  ...['corrupt', 'truncated', 'unsupported', 'image_too_large', 'password_protected', 'timeout'],
  ...['file_empty', 'file_missing', 'file_unreadable', 'not_a_file'],
]);

let ground: Ground;
let worker: ObservedWorker;
let endings: readonly Ending[];

/** Files of which something is so, with what was said of them: what a failing test shows. */
const those = (which: (ending: Ending) => boolean): string[] =>
  endings.filter(which).map(({ file, reason, detail }) => `seed ${seed}: ${file.id} (${reason}: ${detail})`);

beforeAll(async () => {
  ground = await prepareGround();
  worker = observeWorker(ground.worker);
  const amount = isLong ? { damaged: 36, confused: 4 } : { damaged: 1, confused: 0 };
  const corpus = await makeCorpus({ targets: ground.targets, folder: ground.files, seed, ...amount });
  const files = corpus.filter(({ id, slow }) => (isLong || !slow) && id.includes(only));
  endings = await endAll(files, ground, worker, ({ file, milliseconds, reason }) => {
    if (isLong && milliseconds > 5_000) console.log(`${file.id}: ${milliseconds} ms, ${reason ?? 'fine'}`);
  });
  console.log([figures(endings, worker), ...those(({ reason }) => reason === 'timeout')].join('\n'));
}, 40 * MINUTE);

afterAll(async () => {
  worker.dispose();
  await ground.remove();
});

describe('hostile files', () => {
  it('each end with a picture, with facts or with a reason', () => {
    expect(those(({ reason }) => reason !== null && !HONEST.has(reason))).toEqual([]);
    if (isLong && only === '') expect(endings.length).toBeGreaterThanOrEqual(2_000);
  });

  it('end no worker, and none has to be ended but for those out of time', () => {
    expect(worker.crashes).toEqual([]);
    // Time that is up ends a worker, since native code may not let go of its thread.
    const outOfTime = those(({ reason }) => reason === 'timeout');
    expect(worker.kills.slice(outOfTime.length)).toEqual([]);
  });

  it('are given up within the time limit', () => {
    expect(those(({ detail }) => detail.startsWith('No answer'))).toEqual([]);
  });

  it('bring no worker beyond its memory', () => {
    expect(worker.peak()).toBeLessThan(4 * 1024 ** 3);
  });

  it('show nothing of other files', () => {
    expect(those(({ leaked }) => leaked)).toEqual([]);
  });

  it('reach nobody', () => {
    expect(ground.connections()).toBe(0);
    expect(worker.wires).toEqual([]);
  });

  it('leave nothing behind', async () => {
    expect(await ground.traces()).toEqual([]);
  });
});

describe('the canaries', () => {
  it('would be recognised', async () => {
    const source = { kind: 'path', path: ground.targets.picture } as const;
    const shown = await worker.client.render({ source, mime: 'image/png', name: 'canary.png', outputs: {} });
    expect(await holdsSecret(shown)).toBe(true);
    const text = await readFile(ground.targets.text, 'utf8');
    expect(await holdsSecret({ ...shown, renditions: [], textContent: text })).toBe(true);
  });

  it('would be reached', async () => {
    const before = ground.connections();
    const source = { kind: 'url', url: `${ground.targets.origin}/picture.png` } as const;
    await expect(worker.client.render({ source, mime: '', name: 'x.png', outputs: {} })).rejects.toThrow();
    await expect.poll(() => ground.connections()).toBeGreaterThan(before);
    await expect.poll(() => worker.wires.length).toBeGreaterThan(0);
  });
});
