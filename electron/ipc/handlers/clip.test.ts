import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmbeddingStatus } from '../../../shared/contract/embedding.ts';
import { AppError } from '../../errors.ts';
import { hashFile } from '../../media/hash.ts';
import { clipModels } from '../../similarity/clip/catalogue.ts';
import { modelFolder } from '../../similarity/clip/embedder.ts';
import { createClipModels } from '../../similarity/clip/models.ts';
import { fixtures } from '../../similarity/clip/testing/fixtures.ts';
import { clipHandlers } from './clip.ts';

const model = 'siglip2-base-patch16-224';

const status = (changes: Partial<EmbeddingStatus> = {}): EmbeddingStatus => ({
  choice: { kind: 'builtin' },
  hasKey: false,
  searching: 'sparklio-visual-480',
  model: 'sparklio-visual-480',
  dimensions: 480,
  text: false,
  embedded: 0,
  failed: 0,
  total: 0,
  state: 'ready',
  problem: null,
  ...changes,
});

async function setUp(embedding: () => Promise<EmbeddingStatus>, chosen: readonly string[] = []) {
  const modelsDir = await mkdtemp(join(tmpdir(), 'sparklio-handlers-'));
  onTestFinished(() => rm(modelsDir, { recursive: true, force: true }));
  const hash = async (path: string, signal: AbortSignal) => (await hashFile(path, signal)).sha256;
  const clip = createClipModels({ modelsDir, hash, onChange: () => undefined });
  const dialogs = { chooseFiles: async () => chosen };
  const install = async (): Promise<void> => {
    const folder = modelFolder(modelsDir, model);
    await mkdir(dirname(folder), { recursive: true });
    await cp(join(fixtures, 'tiny-siglip'), folder, { recursive: true });
  };
  return { clip, install, handlers: clipHandlers({ clip, dialogs }, embedding) };
}

describe('the calls about CLIP models', () => {
  it('list both models with what is there of them', async () => {
    const { handlers, install } = await setUp(async () => status());
    await install();
    const { models } = await handlers['embedding.clip']({});
    expect(models.map(({ model: id, state, languages }) => [id, state, languages])).toEqual([
      ['clip-vit-base-patch32', 'absent', 'english'],
      [model, 'ready', 'many'],
    ]);
  });

  it('take a model from the folder that a person picks', async () => {
    const { handlers, clip } = await setUp(async () => status(), [join(fixtures, 'tiny-siglip')]);
    await handlers['embedding.downloadClip']({ model, from: { kind: 'folder' } });
    expect(await clip.settled(model)).toMatchObject({ state: 'ready' });
  });

  it('do nothing when no folder was picked', async () => {
    const { handlers } = await setUp(async () => status());
    const state = await handlers['embedding.downloadClip']({ model, from: { kind: 'folder' } });
    expect(state).toMatchObject({ model, state: 'absent' });
  });

  it.each([
    ['is chosen for it', status({ choice: { kind: 'clip', model } })],
    ['still answers its searches', status({ searching: clipModels[model].identity })],
  ])('keep a model of the open library that %s', async (_label, used) => {
    const { handlers, install, clip } = await setUp(async () => used);
    await install();
    await expect(handlers['embedding.removeClip']({ model })).rejects.toMatchObject({ code: 'model_in_use' });
    expect(await clip.isReady(model)).toBe(true);
  });

  it('remove a model that nothing uses, also without an open library', async () => {
    for (const embedding of [
      async () => status(),
      () => Promise.reject(new AppError('library_not_open', 'No library')),
    ]) {
      const { handlers, install } = await setUp(embedding);
      await install();
      expect(await handlers['embedding.removeClip']({ model })).toMatchObject({
        state: 'absent',
        haveBytes: 0,
      });
    }
  });
});
