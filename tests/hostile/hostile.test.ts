import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import ffprobe from '@ffprobe-installer/ffprobe';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { escapes } from './confinement.ts';
import { makeCorpus } from './corpus.ts';
import { figures } from './figures.ts';
import { type Ground, prepareGround } from './ground.ts';
import { type ObservedWorker, observeWorker } from './observed-worker.ts';
import { type Ending, endAll, holdsSecret } from './run.ts';
import { openRecorder, type Recorder, reachesOut, type SystemCall } from './system-calls.ts';

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
/** Of what processes ask the system for; why there is none otherwise. */
let recorder: Recorder | string = 'only the long run is recorded';
let endings: readonly Ending[];

/** Files of which something is so, with what was said of them: what a failing test shows. */
const those = (which: (ending: Ending) => boolean): string[] =>
  endings.filter(which).map(({ file, reason, detail }) => `seed ${seed}: ${file.id} (${reason}: ${detail})`);

/** Of processes that were ended, or have. */
async function recorded(from: Recorder): Promise<readonly SystemCall[]> {
  return await vi.waitUntil(() => from.calls(), { timeout: MINUTE, interval: 200 });
}

beforeAll(async () => {
  if (isLong) recorder = await openRecorder();
  ground = await prepareGround();
  worker = observeWorker(ground.worker, typeof recorder === 'string' ? null : recorder);
  const amount = isLong ? { damaged: 36, confused: 4 } : { damaged: 1, confused: 0 };
  const corpus = await makeCorpus({ targets: ground.targets, folder: ground.files, seed, ...amount });
  const files = corpus.filter(({ id, slow }) => (isLong || !slow) && id.includes(only));
  endings = await endAll(files, ground, worker, ({ file, milliseconds, reason }) => {
    if (isLong && milliseconds > 5_000) console.log(`${file.id}: ${milliseconds} ms, ${reason ?? 'fine'}`);
  });
  worker.dispose();
  console.log([figures(endings, worker), ...those(({ reason }) => reason === 'timeout')].join('\n'));
}, 40 * MINUTE);

afterAll(async () => {
  if (typeof recorder !== 'string') await recorder.remove();
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
    const { bytes, reading } = worker.peak();
    expect(bytes, reading).toBeLessThan(4 * 1024 ** 3);
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

describe('what hostile files make the system do', () => {
  it(
    'is to read them, and what the worker consists of, and to start its tools',
    async ({ skip }) => {
      if (typeof recorder === 'string') return skip(recorder);
      const calls = await recorded(recorder);
      console.log(`system calls: ${calls.length}, of which ${calls.filter(reachesOut).length} reach out`);
      expect([...new Set(await escapes(calls, ground))]).toEqual([]);
    },
    2 * MINUTE,
  );
});

describe('the canaries', () => {
  let worker: ObservedWorker;
  beforeAll(() => {
    worker = observeWorker(ground.worker);
  });
  afterAll(() => worker.dispose());

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

  it(
    'would be noticed where native code went for them',
    async ({ skip }) => {
      const own = isLong ? await openRecorder() : 'only the long run is recorded';
      if (typeof own === 'string') return skip(own);
      onTestFinished(() => own.remove());
      const observed = observeWorker(ground.worker, own);
      const source = { kind: 'path', path: ground.targets.picture } as const;
      await observed.client.render({ source, mime: 'image/png', name: 'canary.png', outputs: {} });
      observed.dispose();
      const { program, args } = own.start([ffprobe.path, `${ground.targets.origin}/picture.png`]);
      await promisify(execFile)(program, args).catch(() => undefined);
      const found = await escapes(await recorded(own), ground);
      expect(found).toContain(`reads ${ground.targets.picture}`);
      expect(found.some((what) => what.startsWith('reaches out: connect('))).toBe(true);
    },
    2 * MINUTE,
  );
});
