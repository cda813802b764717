import { randomUUID } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { samplePath } from '../../../electron/media/testing/samples.ts';
import { assetDetailsSchema } from '../../../shared/domain/asset.ts';
import type { Filters } from '../../../shared/domain/query.ts';
import { ingestSuite } from '../../support/ingest-suite.ts';
import { everything } from '../../support/library.ts';

const suite = ingestSuite();

async function names(text: string, filters: Filters = {}): Promise<string[]> {
  const query = { ...everything, text, filters, sort: { by: 'name', direction: 'asc' } } as const;
  const { assets } = await suite.library.library.page({ query, cursor: null, limit: 50 });
  return assets.map(({ name }) => name);
}

async function detailsOf(name: string) {
  const row = await suite.library.db
    .selectFrom('sparklio.assets')
    .select('asset_id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return assetDetailsSchema.parse(await suite.library.library.get({ id: row.asset_id }));
}

test('what a dropped file says about its making is told, found and filtered by', async () => {
  const dropped = join(suite.folder, 'made');
  await mkdir(dropped);
  for (const name of ['a1111.jpg', 'claimed.png', 'claimed-composite.jpg', 'comfyui.webp', 'inks.jpg']) {
    await copyFile(samplePath(name), join(dropped, name));
  }
  await suite.drop([dropped], await suite.library.newTarget());

  expect((await detailsOf('comfyui.webp')).provenance).toMatchObject({
    madeByAi: 'yes',
    tool: 'ComfyUI',
    prompt: '겨울 신발 on snow',
    seed: '18446744073709547520',
  });
  const { provenance } = await detailsOf('claimed-composite.jpg');
  expect(provenance).toMatchObject({ madeByAi: 'partly', evidence: ['c2pa'] });
  expect(provenance?.c2pa).toMatchObject({ generator: 'Sample Editor 2.1', ingredients: 1 });
  expect((await detailsOf('inks.jpg')).provenance).toBeNull();

  expect(await names('겨울 신발')).toEqual(['comfyui.webp']);
  expect(await names('sd_xl_base')).toEqual(['a1111.jpg', 'comfyui.webp']);
  expect(await names('18446744073709547520')).toEqual(['comfyui.webp']);
  expect(await names('dpm++ 2m')).toEqual(['a1111.jpg']);
  expect(await names('sample editor')).toEqual(['claimed-composite.jpg']);
  expect(await names('', { ai: ['yes'] })).toEqual(['a1111.jpg', 'claimed.png', 'comfyui.webp']);
  expect(await names('', { ai: ['partly'] })).toEqual(['claimed-composite.jpg']);
  expect(await names('', { ai: ['unknown'] })).toEqual(['inks.jpg']);
});

test('what a program tells beside a file is found and filtered by as well', async () => {
  const { brandId, projectId } = await suite.library.newTarget();
  const path = join(suite.folder, 'handed.jpg');
  await copyFile(samplePath('inks.jpg'), path);
  const sourceMetadata = {
    tool: 'comfyui',
    positive_prompt: '유리 온실',
    seed: 42,
    model: 'flux',
    workflow: { nodes: [] },
  };
  const origin = { source: 'comfyui', sourceMetadata };
  const file = {
    intakeId: `test:${randomUUID()}`,
    path,
    name: 'handed.jpg',
    brandId,
    projectId,
    tags: [],
    origin,
  };
  await suite.library.ingest.take([file], { title: 'Intake', duplicates: 'keep' });
  await suite.library.idle();
  expect((await detailsOf('handed.jpg')).provenance).toMatchObject({
    madeByAi: 'yes',
    evidence: ['handedIn'],
    prompt: '유리 온실',
    model: 'flux',
    seed: '42',
  });
  expect(await names('온실', { ai: ['yes'] })).toEqual(['handed.jpg']);
});
