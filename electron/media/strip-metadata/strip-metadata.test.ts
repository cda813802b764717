import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toMediaError } from '../errors.ts';
import { damaged } from '../testing/damage.ts';
import { fileWith, solid, temporaryFolder } from '../testing/fixtures.ts';
import { sample } from '../testing/samples.ts';
import { stripMetadata } from './strip-metadata.ts';
import { samples, secret, stripped, telling, tells } from './testing/told.ts';

async function drawing(): Promise<{ source: string; expected: string }> {
  const photo = await telling(6).jpeg().toBuffer();
  const uri = `data:image/jpeg;base64,${photo.toString('base64')}`;
  const bareUri = `data:image/jpeg;base64,${(await stripped('a.jpg', photo)).toString('base64')}`;
  const of = (parts: readonly (readonly [kept: boolean, text: string])[], all: boolean): string =>
    parts.flatMap(([kept, text]) => (kept || all ? [text] : [])).join('');
  const parts = [
    [true, '<?xml version="1.0"?>\n'],
    [false, `<!-- ${secret} -->`],
    [true, '<!DOCTYPE svg [<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>'],
    [true, '<svg xmlns="http://www.w3.org/2000/svg"'],
    [false, ' xmlns:i="&ns_ai;"'],
    [false, ' xmlns:ink="http://www.inkscape.org/namespaces/inkscape"'],
    [true, ' xmlns:xlink="http://www.w3.org/1999/xlink"'],
    [false, ` ink:version='${secret} > 1'`],
    [true, ' width="80" height="60">'],
    [false, `<metadata><r xmlns="http://a.example/"><metadata>${secret}</metadata></r></metadata>`],
    [false, `<ink:view pagecolor="${secret}"><g/></ink:view><i:pgf>${secret}</i:pgf>`],
    [true, '<title>Shoe &amp; snow</title><style><![CDATA[ rect { fill: red } ]]></style>'],
    [true, '<rect width="40" height="30"'],
    [false, ` ink:label="${secret}"`],
    [true, '/><image width="20" height="20" xlink:href="'],
  ] as const;
  const end = '"/></svg>\n';
  return { source: of(parts, true) + uri + end, expected: of(parts, false) + bareUri + end };
}

describe('a drawing', () => {
  it('loses what its editor noted, and its pictures what they say, and keeps its spelling', async () => {
    const { source, expected } = await drawing();
    expect((await stripped('a.svg', source)).toString() === expected).toBe(true);
  });

  it('may be compressed', async () => {
    const { source, expected } = await drawing();
    const bare = await stripped('a.svgz', gzipSync(source));
    expect(gunzipSync(bare).toString() === expected).toBe(true);
  });

  it('that has no end is not guessed at', async () => {
    const { source } = await drawing();
    await expect(stripped('a.svg', source.slice(0, -10))).rejects.toMatchObject({
      code: /truncated|corrupt/,
    });
  });
});

describe('what can not be stripped', () => {
  it.each(['rgb.psd', 'compatible.ai', 'plan.docx', 'korean.otf', 'preview.eps'])(
    'is said (%s)',
    async (name) => {
      await expect(stripped(name, await sample(name))).rejects.toMatchObject({ code: 'unsupported' });
    },
  );

  it('is a file that has another format than a name says, unless that one can be', async () => {
    const png = await solid(10, 10, '#fff').png().toBuffer();
    expect((await stripped('a.pdf', png)).equals(png)).toBe(true);
    await expect(stripped('a.jpg', '%PDF-1.7\n')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('is a picture whose data needs something that is not known', async () => {
    const png = await solid(10, 10, '#fff').png().toBuffer();
    const strange = Buffer.from(png);
    strange.write('CgBI', strange.indexOf('IDAT'), 'latin1');
    await expect(stripped('a.png', strange)).rejects.toMatchObject({ name: 'MediaError' });
  });

  it('is no text: it has no place for metadata', async () => {
    expect((await stripped('a.txt', '겨울\r\n')).toString()).toBe('겨울\r\n');
  });
});

describe('a damaged file', () => {
  const originals: readonly (readonly [string, () => Promise<Buffer>])[] = [
    ['a.jpg', () => telling(6).jpeg().toBuffer()],
    ['a.png', () => telling(6).png().toBuffer()],
    ['a.webp', () => telling(6).webp().toBuffer()],
    ['a.tif', () => telling(6).tiff().toBuffer()],
    ['a.avif', () => telling(1).avif().toBuffer()],
    ['a.gif', () => solid(20, 20, '#123').gif().toBuffer()],
    ['a.svg', async () => Buffer.from((await drawing()).source)],
  ];

  it.each(originals)('is refused with a reason, or shows what it showed (%s)', async (name, make) => {
    const whole = await make();
    const path = await fileWith(name, whole);
    const folder = await temporaryFolder();
    let refused = 0;
    for (const [n, bytes] of damaged(whole, 24, 5).entries()) {
      await writeFile(path, bytes);
      const target = join(folder, String(n));
      const context = { signal: new AbortController().signal, progress: () => undefined, timeMs: 10_000 };
      const error = await stripMetadata({ path, name, target }, context).then(
        () => null,
        (reason: unknown) => toMediaError(reason),
      );
      if (error !== null) {
        refused += 1;
        expect(['unsupported', 'corrupt', 'truncated', 'image_too_large', 'file_empty']).toContain(
          error.code,
        );
      } else if (name !== 'a.svg') {
        expect((await samples(await readFile(target))).equals(await samples(bytes))).toBe(true);
      }
    }
    expect(refused).toBeGreaterThan(5);
  });

  it('that is cut short anywhere is never taken for whole', async () => {
    const whole = await telling(6).jpeg().toBuffer();
    for (const part of [0.2, 0.5, 0.9, 0.999]) {
      const cut = whole.subarray(0, Math.floor(whole.length * part));
      await expect(stripped('a.jpg', cut)).rejects.toMatchObject({ name: 'MediaError' });
    }
    expect(tells(await stripped('a.jpg', whole))).toBe(false);
  });
});
