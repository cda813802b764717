import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ClipState } from '../../../shared/contract/embedding.ts';
import { hashFile } from '../../media/hash.ts';
import { type ClipModel, clipModels } from './catalogue.ts';
import { createClipModels } from './models.ts';
import { fixtures } from './testing/fixtures.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';

const id = 'clip-vit-base-patch32';
const repository = clipModels[id].repository;
const vision = 'onnx/vision_model_quantized.onnx';
const weights = randomBytes(2_000_000);
const sha256 = createHash('sha256').update(weights).digest('hex');

let root = '';
let hub: TestHub;
let model: ClipModel;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sparklio-hub-'));
  const folder = join(root, repository);
  await mkdir(dirname(folder), { recursive: true });
  await cp(join(fixtures, 'tiny-clip'), folder, { recursive: true });
  await writeFile(join(folder, vision), weights);
  // The real list of files, with this hub's own weights.
  const files = clipModels[id].files.map((file) => {
    if (file.path === vision) return { ...file, bytes: weights.length, sha256 };
    return { ...file, bytes: 1, exact: false, sha256: null };
  });
  model = { ...clipModels[id], files };
  hub = await startTestHub(root);
});

afterAll(async () => {
  hub.stop();
  await rm(root, { recursive: true, force: true });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-models-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

interface SetUp {
  readonly modelsDir?: string;
  readonly hubUrl?: string;
  readonly idleMs?: number;
  readonly changeFiles?: (files: ClipModel['files']) => ClipModel['files'];
}

async function setUp({ hubUrl = hub.url, idleMs = 20_000, changeFiles, ...more }: SetUp = {}) {
  const modelsDir = more.modelsDir ?? (await temporaryFolder());
  const seen: ClipState[] = [];
  const models = createClipModels({
    modelsDir,
    hub: hubUrl,
    idleMs,
    retryMs: 5,
    onChange: (state) => seen.push(state),
    hash: async (path, signal) => (await hashFile(path, signal)).sha256,
    models: { ...clipModels, [id]: { ...model, files: changeFiles?.(model.files) ?? model.files } },
  });
  onTestFinished(() => models.close());
  const folder = join(modelsDir, repository);
  hub.requests.length = 0;
  return {
    models,
    modelsDir,
    folder,
    seen,
    /** Downloads from the hub and waits for the end. */
    async bring(): Promise<ClipState> {
      await models.download(id, { kind: 'hub' });
      return models.settled(id);
    },
    partSize: () =>
      stat(join(folder, `${vision}.part`)).then(
        ({ size }) => size,
        () => 0,
      ),
  };
}

/** Whether the vision file in a folder has just these bytes; comparing them one by one would take seconds. */
const hasBytes = async (folder: string, bytes: Buffer): Promise<boolean> =>
  (await readFile(join(folder, vision))).equals(bytes);

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a download', () => {
  it('brings every file through the hub’s redirects, verified, and leaves nothing else', async () => {
    const { bring, folder, models, seen } = await setUp();
    expect(await models.isReady(id)).toBe(false);
    expect(await bring()).toMatchObject({
      state: 'ready',
      problem: null,
      sizeKnown: true,
      bytesPerSecond: null,
    });
    expect(await hasBytes(folder, weights)).toBe(true);
    const files = (await readdir(folder, { recursive: true })).sort();
    expect(files).toEqual([...model.files.map(({ path }) => path), 'onnx'].sort());
    expect(await models.isReady(id)).toBe(true);
    expect(seen[0]).toMatchObject({ state: 'downloading', sizeKnown: false });
    expect(seen.map(({ state }) => state)).toContain('verifying');
    expect(seen.at(-1)).toMatchObject({ state: 'ready' });
    const last = seen.at(-1);
    expect(last?.haveBytes).toBe(last?.totalBytes);
  });

  it('tells how far it is, at most twice a second, with its speed', async () => {
    await hub.misbehave(vision, { kind: 'slow' });
    const { bring, seen } = await setUp();
    const begun = performance.now();
    await bring();
    const halfSeconds = (performance.now() - begun) / 500;
    const moving = seen.filter(({ bytesPerSecond }) => (bytesPerSecond ?? 0) > 0);
    expect(moving.length).toBeGreaterThan(0);
    const counts = seen.map(({ haveBytes }) => haveBytes);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    // Besides these there are the start, the end, and two turns of each file.
    expect(seen.length).toBeLessThanOrEqual(2 + model.files.length * 2 + halfSeconds + 1);
  });

  it('goes on after the line was cut, from where it was', async () => {
    await hub.misbehave(vision, { kind: 'cut', after: 600_000, times: 2 });
    const { bring, folder } = await setUp();
    expect(await bring()).toMatchObject({ state: 'ready' });
    expect(await hasBytes(folder, weights)).toBe(true);
    const ranges = hub.requests.filter(({ host }) => host === 'cdn').map(({ range }) => range);
    expect(ranges.filter((range) => range !== null).length).toBeGreaterThanOrEqual(1);
  });

  it('that is stopped keeps its part, and a later one resumes it even after a restart', async () => {
    await hub.misbehave(vision, { kind: 'stall', after: 700_000 });
    const first = await setUp();
    await first.models.download(id, { kind: 'hub' });
    await until(async () => (await first.partSize()) >= 700_000);
    expect(await first.models.cancel(id)).toMatchObject({ state: 'absent', problem: null });
    expect(await first.partSize()).toBe(700_000);

    const second = await setUp({ modelsDir: first.modelsDir });
    const [before] = await second.models.states();
    expect(before?.haveBytes).toBeGreaterThan(700_000);
    expect(await second.bring()).toMatchObject({ state: 'ready' });
    expect(hub.requests.at(-1)).toMatchObject({ host: 'cdn', range: 'bytes=700000-' });
    expect(await hasBytes(second.folder, weights)).toBe(true);
  });

  it('starts the file anew when the server has another one by now', async () => {
    await hub.misbehave(vision, { kind: 'stall', after: 700_000 });
    const first = await setUp();
    await first.models.download(id, { kind: 'hub' });
    await until(async () => (await first.partSize()) >= 700_000);
    await first.models.cancel(id);
    const other = randomBytes(1_500_000);
    await writeFile(join(root, repository, vision), other);
    onTestFinished(() => writeFile(join(root, repository, vision), weights));
    const unknown = (files: ClipModel['files']) =>
      files.map((file) => ({ ...file, exact: false, sha256: null }));
    const second = await setUp({ modelsDir: first.modelsDir, changeFiles: unknown });
    expect(await second.bring()).toMatchObject({ state: 'ready' });
    expect(await hasBytes(second.folder, other)).toBe(true);
  });

  it('starts anew where the server gives nothing to resume by', async () => {
    await hub.misbehave(vision, { kind: 'untagged' });
    const { bring } = await setUp();
    expect(await bring()).toMatchObject({ state: 'ready' });
  });

  it('runs once, however often it is asked for', async () => {
    const { models } = await setUp();
    await Promise.all([1, 2, 3].map(() => models.download(id, { kind: 'hub' })));
    await models.settled(id);
    expect(hub.requests.filter(({ host }) => host === 'cdn')).toHaveLength(2);
    await models.download(id, { kind: 'hub' });
    expect(hub.requests.filter(({ host }) => host === 'cdn')).toHaveLength(2);
  });

  it('takes a mirror at an address of its own', async () => {
    const { models } = await setUp({ hubUrl: 'http://127.0.0.1:9' });
    await models.download(id, { kind: 'mirror', url: `${hub.url}/mirror/` });
    expect(await models.settled(id)).toMatchObject({ state: 'ready' });
  });
});

describe('a download that fails', () => {
  it.each([
    ['a file that is not there', 'config.json', { kind: 'status', status: 404 }, 'not_found'],
    ['a repository that is not public', 'config.json', { kind: 'status', status: 401 }, 'not_found'],
    ['a server that is broken', 'config.json', { kind: 'status', status: 503, times: 9 }, 'server_error'],
    ['a page that asks to sign in', 'config.json', { kind: 'page' }, 'server_error'],
    ['redirects without end', 'config.json', { kind: 'loop', times: 9 }, 'server_error'],
    ['a redirect to an unsafe address', 'config.json', { kind: 'downgrade' }, 'server_error'],
    ['wrong bytes', vision, { kind: 'wrong' }, 'checksum'],
    ['a text that is not what the hub says', 'tokenizer.json', { kind: 'wrong' }, 'checksum'],
  ] as const)('because of %s says so', async (_label, file, fault, problem) => {
    await hub.misbehave(file, fault);
    const { bring, partSize, seen } = await setUp();
    expect(await bring()).toMatchObject({ state: 'failed', problem });
    expect(await partSize()).toBe(0);
    expect(seen.at(-1)).toMatchObject({ state: 'failed', problem });
    // What was left of the fault must not meet the next test.
    await hub.misbehave(file, { kind: 'untagged' });
    expect(await bring()).toMatchObject({ state: 'ready', problem: null });
  });

  it('is tried again by itself when the server was busy for a moment', async () => {
    await hub.misbehave('config.json', { kind: 'status', status: 429, times: 2 });
    const { bring } = await setUp();
    expect(await bring()).toMatchObject({ state: 'ready' });
  });

  it('at a host that never answers ends, and says that nothing came', async () => {
    await hub.misbehave('config.json', { kind: 'silent' });
    const { bring } = await setUp({ idleMs: 150 });
    expect(await bring()).toMatchObject({ state: 'failed', problem: 'stalled' });
  });

  it('for good in the middle keeps what arrived', async () => {
    await hub.misbehave(vision, { kind: 'stall', after: 500_000, times: 9 });
    const { bring, partSize } = await setUp({ idleMs: 400 });
    expect(await bring()).toMatchObject({ state: 'failed', problem: 'stalled' });
    expect(await partSize()).toBeGreaterThanOrEqual(500_000);
    await hub.misbehave(vision, { kind: 'untagged' });
  });

  it('without a network says so at once', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { bring } = await setUp({ hubUrl: `http://127.0.0.1:${port}` });
    expect(await bring()).toMatchObject({ state: 'failed', problem: 'offline' });
  });

  it('for want of room says so before anything is fetched', async () => {
    const huge = (files: ClipModel['files']) => files.map((file) => ({ ...file, bytes: 1e15 }));
    const { bring } = await setUp({ changeFiles: huge });
    expect(await bring()).toMatchObject({ state: 'failed', problem: 'disk_full' });
    expect(hub.requests).toEqual([]);
  });
});

describe('a folder that a person picks', () => {
  const from = async (path: string) => {
    const { models, folder } = await setUp();
    await models.download(id, { kind: 'folder', path });
    return { state: await models.settled(id), folder };
  };

  it('may be the model’s own, or hold it by its name', async () => {
    for (const path of [join(root, repository), root]) {
      const { state, folder } = await from(path);
      expect(state).toMatchObject({ state: 'ready' });
      expect(await hasBytes(folder, weights)).toBe(true);
    }
  });

  it('may hold the files side by side, or as the hub’s own tools keep them', async () => {
    const flat = await temporaryFolder();
    const cache = await temporaryFolder();
    const snapshot = join(cache, 'models--Xenova--clip-vit-base-patch32', 'snapshots', 'abc');
    await cp(join(root, repository), snapshot, { recursive: true });
    for (const { path } of model.files) {
      await cp(join(root, repository, path), join(flat, path.split('/').at(-1) ?? ''));
    }
    for (const path of [flat, cache]) expect((await from(path)).state).toMatchObject({ state: 'ready' });
  });

  it('without the files, or with others, is refused and stays as it is', async () => {
    const empty = await temporaryFolder();
    expect((await from(empty)).state).toMatchObject({ state: 'failed', problem: 'not_found' });
    const wrong = await temporaryFolder();
    await cp(join(root, repository), wrong, { recursive: true });
    await writeFile(join(wrong, vision), randomBytes(weights.length));
    const { state, folder } = await from(wrong);
    expect(state).toMatchObject({ state: 'failed', problem: 'checksum' });
    expect(await readdir(join(folder, 'onnx'))).toEqual(['text_model_quantized.onnx']);
    expect((await stat(join(wrong, vision))).size).toBe(weights.length);
  });
});

describe('removing a model', () => {
  it('frees its place, also in the middle of its download', async () => {
    await hub.misbehave(vision, { kind: 'stall', after: 500_000 });
    const { models, folder, partSize } = await setUp();
    await models.download(id, { kind: 'hub' });
    await until(async () => (await partSize()) > 0);
    expect(await models.remove(id)).toMatchObject({ state: 'absent', haveBytes: 0 });
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
