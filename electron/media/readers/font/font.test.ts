import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectSurvival } from '../../testing/damage.ts';
import { decoded, fileWith, render } from '../../testing/fixtures.ts';
import { sample, samplePath } from '../../testing/samples.ts';

/** Dark spots of a specimen in a part of its height: whether something is written there. */
async function inkBetween(name: string, from: number, to: number): Promise<number> {
  const picture = await decoded(await render(samplePath(name)), 'preview');
  let ink = 0;
  for (let y = from; y < to; y += 0.004) {
    for (let x = 0.05; x < 0.95; x += 0.004) if ((picture.at(x, y)[0] ?? 255) < 128) ink++;
  }
  return ink;
}

describe('fonts', () => {
  it.each([
    ['korean.otf', 'font/otf'],
    ['korean.woff', 'font/woff'],
    ['korean.woff2', 'font/woff2'],
  ])('%s show a specimen and say what they are', async (name, mime) => {
    const output = await render(samplePath(name));
    expect(output).toMatchObject({
      type: 'document',
      mime,
      metadata: { title: 'Pretendard Bold', fontFamily: 'Pretendard', fontStyle: 'Bold', fontWeight: 700 },
    });
    expect(output.problem).toBeUndefined();
    expect(output.metadata?.glyphCount).toBeGreaterThan(40);
    expect(await decoded(output, 'preview')).toMatchObject({ width: 1080, height: 1080 });
    expect(await inkBetween(name, 0.1, 0.5)).toBeGreaterThan(500);
    // Hangul, Latin, and digits, a line each.
    for (const line of [0.66, 0.77, 0.87]) {
      expect(await inkBetween(name, line - 0.04, line + 0.04)).toBeGreaterThan(100);
    }
  });

  it('are no colours of a picture', async () => {
    const output = await render(samplePath('korean.otf'));
    expect(output.thumbhash).toBeDefined();
    expect(output.dominantColors).toBeUndefined();
    expect(output.width).toBeUndefined();
  });

  it.each(['variable.ttf', 'variable.woff2'])('%s that vary say along which axes', async (name) => {
    const output = await render(samplePath(name));
    expect(output.metadata).toMatchObject({ fontAxes: expect.stringMatching(/^wght \d+–\d+/) });
    expect(await inkBetween(name, 0.1, 0.5)).toBeGreaterThan(500);
  });

  it('of symbols show their glyphs', async () => {
    expect(await inkBetween('symbols.ttf', 0.08, 0.4)).toBeGreaterThan(100);
  });

  it('in a collection are shown by the first', async () => {
    const output = await render(samplePath('faces.ttc'));
    expect(output).toMatchObject({
      mime: 'font/collection',
      metadata: { fontFamily: expect.stringContaining('Pretendard') },
    });
    expect(output.renditions).toHaveLength(2);
  });

  it('of thousands of glyphs are read', async () => {
    const web = resolve(import.meta.dirname, '../../../../node_modules/pretendard/dist/web/static');
    const output = await render(resolve(web, 'woff2-subset/Pretendard-Regular.subset.woff2'));
    expect(output.metadata).toMatchObject({ fontFamily: 'Pretendard', fontStyle: 'Regular' });
    expect(output.metadata?.glyphCount).toBeGreaterThan(2_350);
    expect(output.renditions).toHaveLength(2);
  });

  it('that claim to become far larger are not unpacked', async () => {
    const bomb = Buffer.from(await sample('korean.woff'));
    // The uncompressed length of the first table.
    bomb.writeUInt32BE(0x7fffffff, 44 + 12);
    const output = await render(await fileWith('bomb.woff', bomb));
    expect(output).toMatchObject({ renditions: [], problem: { code: 'corrupt' } });
  });

  it.each(['korean.otf', 'korean.woff', 'korean.woff2', 'variable.ttf'])(
    '%s that are damaged cost nothing but their preview',
    async (name) => {
      await expectSurvival(name, await sample(name), 50);
    },
  );
});
