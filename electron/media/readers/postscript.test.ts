import { describe, expect, it } from 'vitest';
import { expectSurvival } from '../testing/damage.ts';
import { decoded, fileWith, render } from '../testing/fixtures.ts';
import { sample, samplePath } from '../testing/samples.ts';

const near = (color: number[], expected: readonly number[], within = 10): void => {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((color[i] ?? -999) - value), `${color} is not ${expected}`).toBeLessThanOrEqual(within);
  }
};

describe('PostScript files', () => {
  it('without a preview give facts, and nothing is amiss', async () => {
    const output = await render(samplePath('plain.eps'));
    expect(output).toMatchObject({
      type: 'document',
      mime: 'application/eps',
      width: 200,
      height: 100,
      renditions: [],
      metadata: { title: '겨울 logo (1)', software: 'Adobe Illustrator(R) 8' },
    });
    expect(output.problem).toBeUndefined();
  });

  it.each(['preview.eps', 'thumbnail.eps'])('%s show the preview that was saved with them', async (name) => {
    const output = await render(samplePath(name));
    expect(output).toMatchObject({ width: 200, height: 100 });
    const picture = await decoded(output, 'preview');
    expect(picture).toMatchObject({ width: 160, height: 80 });
    near(picture.at(0.1, 0.5), [200, 40, 30]);
    near(picture.at(0.6, 0.5), [30, 60, 200]);
  });

  it('with metadata say what it says', async () => {
    expect((await render(samplePath('thumbnail.eps'))).metadata).toMatchObject({ title: '겨울 로고' });
  });

  it('for interchange show their bitmap, in which nothing is white', async () => {
    const output = await render(samplePath('preview.epsi'));
    expect(output.renditions).toHaveLength(2);
    const picture = await decoded(output, 'preview');
    near(picture.at(0.2, 0.5), [0, 0, 0]);
    near(picture.at(0.8, 0.5), [255, 255, 255]);
  });

  it('of Illustrator that are PDFs inside are shown as such', async () => {
    const output = await render(samplePath('compatible.ai'));
    expect(output).toMatchObject({ type: 'document', mime: 'application/pdf', pageCount: 1 });
    near((await decoded(output, 'preview')).at(0.1, 0.5), [200, 40, 30]);
  });

  it('are never run', async () => {
    const program = '%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file { } loop\n';
    const output = await render(await fileWith('loop.eps', program));
    expect(output).toMatchObject({ width: 10, renditions: [] });
  });

  it.each(['preview.eps', 'thumbnail.eps', 'preview.epsi'])(
    '%s damaged cost nothing but their preview',
    async (name) => {
      await expectSurvival(name, await sample(name));
    },
  );
});
