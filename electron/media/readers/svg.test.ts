import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decoded, fileWith, render, solid, temporaryFolder } from '../testing/fixtures.ts';

const NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const WHITE = '<rect width="200" height="100" fill="#ffffff"/>';
const svg = (content: string, head = ''): string =>
  `${head}<svg ${NS} width="200" height="100">${WHITE}${content}</svg>`;

/** Whether the whole drawing is still the white it was painted on. */
async function isBlank(path: string): Promise<boolean> {
  const picture = await decoded(await render(path), 'preview');
  const places = [0.05, 0.25, 0.5, 0.75, 0.95];
  return places.every((x) => places.every((y) => picture.at(x, y).every((channel) => channel > 250)));
}

describe('drawings', () => {
  it('are drawn sharp at preview size, however small they say they are', async () => {
    const icon = `<svg ${NS} width="24" height="12"><rect width="12" height="12" fill="#ff0000"/></svg>`;
    const output = await render(await fileWith('icon.svg', icon));
    expect(output).toMatchObject({ type: 'image', mime: 'image/svg+xml', width: 24, height: 12 });
    const preview = await decoded(output, 'preview');
    expect(preview).toMatchObject({ width: 1080, height: 540 });
    // The edge falls between two neighbours: a blown-up icon would have a ramp there.
    expect(preview.at(0.495, 0.5)[0]).toBeGreaterThan(240);
  });

  it('of giant size are drawn at preview size', async () => {
    const wall = `<svg ${NS} width="90000" height="45000"><rect width="90000" height="45000" fill="#00f"/></svg>`;
    const output = await render(await fileWith('wall.svg', wall));
    expect(output.renditions[1]).toMatchObject({ width: 1080, height: 540 });
  });

  it('may be compressed', async () => {
    const output = await render(await fileWith('logo.svgz', gzipSync(svg('<circle r="9"/>'))));
    expect(output).toMatchObject({ mime: 'image/svg+xml', width: 200, height: 100 });
  });

  it('that inflate without end are refused', async () => {
    const output = await render(
      await fileWith('bomb.svgz', gzipSync(`<svg>${' '.repeat(64 * 1024 * 1024)}</svg>`)),
    );
    expect(output.problem?.code).toBe('corrupt');
  });

  it('that are not well-formed are corrupt', async () => {
    const output = await render(await fileWith('broken.svg', `<svg ${NS}><rect`));
    expect(output).toMatchObject({ renditions: [], problem: { code: 'corrupt' } });
  });
});

describe('hostile drawings', () => {
  it('do draw what they carry themselves, so that the tests below mean something', async () => {
    const red = await solid(10, 10, '#ff0000').png().toBuffer();
    const link = `<image width="200" height="100" xlink:href="data:image/png;base64,${red.toString('base64')}"/>`;
    expect(await isBlank(await fileWith('data.svg', svg(link)))).toBe(false);
  });

  it('show no picture from the disk, by whatever link', async () => {
    const folder = await temporaryFolder();
    const secret = join(folder, 'secret.png');
    await solid(200, 100, '#ff0000').png().toFile(secret);
    for (const href of ['secret.png', './secret.png', secret, pathToFileURL(secret).href]) {
      const path = join(folder, 'drawing.svg');
      const images = `<image width="200" height="100" xlink:href="${href}"/><image width="200" height="100" href="${href}"/>`;
      await writeFile(path, svg(images));
      expect(await isBlank(path), href).toBe(true);
    }
  });

  it('expand no external entity and include no file', async () => {
    const folder = await temporaryFolder();
    const secret = join(folder, 'secret.txt');
    await writeFile(secret, 'M'.repeat(40));
    const text = (content: string): string => `<text x="0" y="90" font-size="90">${content}</text>`;
    const entity = `<!DOCTYPE svg [<!ENTITY secret SYSTEM "${pathToFileURL(secret).href}">]>`;
    const include = `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="${pathToFileURL(secret).href}"/>`;
    for (const drawing of [svg(text('&secret;'), entity), svg(text(include))]) {
      const output = await render(await fileWith('xxe.svg', drawing));
      // Refusing the whole drawing is as good as drawing it without.
      const path = await fileWith('xxe.svg', drawing);
      expect(output.renditions.length === 0 || (await isBlank(path))).toBe(true);
    }
  });

  it('ask no server for anything', async () => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    const drawing = svg(
      `<image width="9" height="9" xlink:href="${origin}/image"/><use xlink:href="${origin}/use#a"/>
       <style>@import url("${origin}/style"); rect { fill: url("${origin}/paint#p") }</style>
       <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>
       <script xlink:href="${origin}/script"/>`,
      `<?xml-stylesheet href="${origin}/sheet"?><!DOCTYPE svg SYSTEM "${origin}/dtd">`,
    );
    await render(await fileWith('caller.svg', drawing));
    expect(requests).toEqual([]);
  });

  it('run no script', async () => {
    const script =
      '<script>document.documentElement.innerHTML = ""</script><rect onload="x()" width="0" height="0"/>';
    expect(await isBlank(await fileWith('script.svg', svg(script)))).toBe(true);
  });

  it('with a text that no page could hold are refused before it is laid out', async () => {
    const drawing = (text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><text y="9">${text}</text></svg>`;
    const long = await render(await fileWith('long.svg', drawing('강물 '.repeat(100_000))));
    expect(long).toMatchObject({ renditions: [], problem: { code: 'image_too_large' } });
    const short = await render(await fileWith('short.svg', drawing('강물 '.repeat(100))));
    expect(short.renditions).toHaveLength(2);
    const open = await render(await fileWith('open.svg', drawing('<text '.repeat(1_000_000))));
    expect(open.problem?.code).toBe('corrupt');
  });

  it('that multiply themselves are refused quickly', async () => {
    const layers = Array.from({ length: 12 }, (_, i) => {
      const uses = `<use xlink:href="#l${i}"/>`.repeat(10);
      return `<g id="l${i + 1}">${uses}</g>`;
    });
    const drawing = svg(
      `<defs><rect id="l0" width="1" height="1"/>${layers.join('')}</defs><use xlink:href="#l12"/>`,
    );
    const output = await render(await fileWith('laughs.svg', drawing));
    expect(output.problem).toBeDefined();
  });
});
