import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaClient } from '../../media/client.ts';
import { spawnNodeWorker } from '../../media/node-worker.ts';
import { createClipEmbedder, modelFolder } from './embedder.ts';
import { fixtures, readReference } from './testing/fixtures.ts';

const entry = join(import.meta.dirname, '..', '..', 'media', 'worker.ts');
const media = createMediaClient(() =>
  spawnNodeWorker({ node: process.execPath, entry, execArgv: ['--import', 'tsx'] }),
);
let modelsDir = '';

beforeAll(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), 'sparklio-clip-'));
});

afterAll(async () => {
  media.dispose();
  await rm(modelsDir, { recursive: true, force: true });
});

function expectNear(vector: Float32Array, reference: readonly number[]): void {
  expect(vector).toHaveLength(reference.length);
  for (const [i, value] of reference.entries()) expect(vector[i]).toBeCloseTo(value, 3);
}

describe('the CLIP embedder', () => {
  const clip = () => createClipEmbedder(media, { modelsDir, model: 'clip-vit-base-patch32' });

  it('says that the model is missing until it is there, and then works without a restart', async () => {
    const searching = clip().embedText('red high heels');
    await expect(searching).rejects.toMatchObject({ code: 'model_missing', retry: true });
    const folder = modelFolder(modelsDir, 'clip-vit-base-patch32');
    await mkdir(dirname(folder), { recursive: true });
    await cp(join(fixtures, 'tiny-clip'), folder, { recursive: true });
    await expect(clip().embedText('red high heels')).resolves.toHaveLength(24);
  });

  it('gives the vectors of the reference through the worker', async () => {
    const { images, texts } = await readReference('tiny-clip');
    const path = join(fixtures, 'pictures', 'square.png');
    const bytes = new Uint8Array(await readFile(path));
    for (const source of [
      { kind: 'path', path },
      { kind: 'bytes', bytes },
    ] as const) {
      const vector = await clip().embedImage(source);
      expectNear(vector, images['square.png'] ?? []);
    }
    for (const { text, vector } of texts) {
      expectNear(await clip().embedText(text), vector);
    }
  });

  it('takes no SVG, whatever it draws', async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(clip().embedImage({ kind: 'bytes', bytes: svg })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('stops when it is told to', async () => {
    const path = join(fixtures, 'pictures', 'wide.png');
    const stopped = clip().embedImage({ kind: 'path', path }, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names each model for good', () => {
    expect(clip()).toMatchObject({ model: 'clip:Xenova/clip-vit-base-patch32:q8', dimensions: 512 });
    const many = createClipEmbedder(media, { modelsDir, model: 'siglip2-base-patch16-224' });
    expect(many).toMatchObject({
      model: 'clip:onnx-community/siglip2-base-patch16-224-ONNX:q8',
      dimensions: 768,
      supports: { image: true, text: true },
    });
  });
});
