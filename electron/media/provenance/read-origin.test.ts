import { writeFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { damaged, expectSurvival } from '../testing/damage.ts';
import { fileWith, render } from '../testing/fixtures.ts';
import { pngWithChunks } from '../testing/png.ts';
import { sample, samplePath } from '../testing/samples.ts';
import { readC2pa } from './c2pa.ts';
import { readCbor } from './cbor.ts';
import { readManifestStore } from './manifest-store.ts';
import { toProvenance } from './provenance.ts';
import { readClaim } from './read-origin.ts';

describe('a signed manifest', () => {
  it.each(['jpg', 'png', 'webp', 'avif'])('is read from %s', async (extension) => {
    const { c2pa } = await readClaim(samplePath(`claimed.${extension}`));
    expect(c2pa).toEqual({
      generator: 'Sample Generator 2.1',
      actions: ['c2pa.created'],
      sourceTypes: ['trainedAlgorithmicMedia'],
      agents: ['Sample Image Model 3'],
      ingredients: 0,
    });
  });

  it('of an edited photo is that of the editor, with what went before', async () => {
    const { c2pa } = await render(samplePath('claimed-composite.jpg'));
    expect(c2pa).toMatchObject({ generator: 'Sample Editor 2.1', ingredients: 1 });
    expect(c2pa?.sourceTypes).toEqual(['digitalCapture', 'compositeWithTrainedAlgorithmicMedia']);
    expect(toProvenance({ c2pa })?.madeByAi).toBe('partly');
    expect(toProvenance(await readClaim(samplePath('claimed-photo.jpg')))?.madeByAi).toBe('unknown');
  });

  it('is absent from other files', async () => {
    expect(await readClaim(samplePath('inks.jpg'))).toEqual({});
    expect(await readClaim(await fileWith('empty.jpg', ''))).toEqual({});
  });

  it.each(['jpg', 'png', 'webp', 'avif'])(
    'of a damaged %s is read, in part, or not, and never for ever',
    async (extension) => {
      const whole = await sample(`claimed.${extension}`);
      const path = await fileWith(`claimed.${extension}`, '');
      for (const bytes of damaged(whole, 150, 11)) {
        await writeFile(path, bytes);
        await readClaim(path);
      }
      const store = (await readManifestStore(samplePath(`claimed.${extension}`))) ?? Buffer.alloc(0);
      expect(readC2pa(store)).not.toBeNull();
      for (const bytes of damaged(store, 300, 12)) readC2pa(bytes);
    },
  );
});

describe('CBOR', () => {
  const read = (hex: string) => readCbor(Buffer.from(hex, 'hex'));

  it('is read as the standard has it', () => {
    expect(read('18ff')).toBe(255);
    expect(read('3903e7')).toBe(-1000);
    expect(read('fb3ff199999999999a')).toBe(1.1);
    expect(read('7f657374726561646d696e67ff')).toBe('streaming');
    expect(read('9f018202039f0405ffff')).toEqual([1, [2, 3], [4, 5]]);
    expect(read('bf6346756ef563416d7421ff')).toEqual(
      new Map<string, unknown>([
        ['Fun', true],
        ['Amt', -2],
      ]),
    );
    expect(read('c074323031332d30332d32315432303a30343a30305a')).toBe('2013-03-21T20:04:00Z');
  });

  it.each([
    ['deeper than any claim', '81'.repeat(100_000)],
    ['tagged without end', 'c0'.repeat(100_000)],
    ['longer than it is', '9bffffffffffffffff'],
    ['text longer than it is', '7b7fffffffffffffff'],
    ['without an end', '9f01'],
    ['nothing but an end', 'ff'],
  ])('that is %s is none', (_, hex) => {
    expect(read(hex)).toBeNull();
  });
});

describe('text of generators', () => {
  it('is not looked for in EXIF that is another format, where a parser would go round in circles', async () => {
    const circle = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      Buffer.alloc(99),
    ]);
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#284' } })
      .png()
      .toBuffer();
    const output = await render(await fileWith('circle.png', pngWithChunks(png, [['eXIf', circle]])));
    expect(output.renditions).toHaveLength(2);
  });

  it('is read whole from the EXIF of a WebP, however long the workflow is', async () => {
    const { generation } = await render(samplePath('comfyui.webp'));
    expect(generation?.workflow?.length).toBeGreaterThan(70_000);
    expect(toProvenance({ generation })).toMatchObject({
      prompt: '겨울 신발 on snow',
      negativePrompt: 'text, watermark',
      model: 'sd_xl_base_1.0.safetensors',
      seed: '18446744073709547520',
    });
  });

  it('is read from the comment of a JPEG', async () => {
    const { generation } = await render(samplePath('a1111.jpg'));
    expect(toProvenance({ generation })).toMatchObject({
      prompt: '빨간 하이힐, studio light\nsecond line',
      negativePrompt: 'blurry, lowres',
      seed: '1234567890',
      steps: 24,
      cfg: 6.5,
      model: 'sd_xl_base_1.0',
    });
  });

  it.each(['comfyui.webp', 'a1111.jpg'])('of a damaged %s harms nothing', async (name) => {
    await expectSurvival(name, await sample(name), 50, 3);
  });

  it('that unpacks to more than a picture can say is left out', async () => {
    const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const bomb = Buffer.concat([
      Buffer.from('workflow\0\0', 'latin1'),
      deflateSync(Buffer.alloc(200_000_000, '{')),
    ]);
    const { generation, renditions } = await render(
      await fileWith('bomb.png', pngWithChunks(plain, [['zTXt', bomb]])),
    );
    expect(generation?.workflow).toBeUndefined();
    expect(renditions).toHaveLength(2);
  });
});
