import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { probeFile } from './probe.ts';
import { fileWith, solid } from './testing/fixtures.ts';
import { pdfOf } from './testing/pdf.ts';

async function probe(name: string, content: string | Uint8Array) {
  return probeFile(await fileWith('content', content), name);
}

const png = () => solid(8, 8, '#ff0000').png().toBuffer();
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

describe('telling what a file is', () => {
  it('goes by content and names the lie when a PNG is called .jpg', async () => {
    expect(await probe('hero.jpg', await png())).toEqual({
      type: 'image',
      mime: 'image/png',
      ext: 'png',
      mismatch: { claimed: 'jpg', actual: 'png' },
    });
  });

  it('takes .jpeg, .JPG and no extension at all for an honest JPEG', async () => {
    const jpeg = await solid(8, 8, '#00ff00').jpeg().toBuffer();
    for (const name of ['a.jpeg', 'a.JPG', 'a', '.hidden', 'a.b.c.jpe']) {
      const result = await probe(name, jpeg);
      expect(result).toMatchObject({ mime: 'image/jpeg', ext: 'jpg' });
      expect(result.mismatch).toBeUndefined();
    }
  });

  it('refuses an empty file', async () => {
    await expect(probe('empty.png', '')).rejects.toMatchObject({ code: 'file_empty' });
  });

  it.each([
    ['notes.txt', 'hello there', 'text', 'text/plain', 'txt'],
    ['README.MD', '# 겨울', 'text', 'text/markdown', 'md'],
    ['unknown.zzz', 'just words', 'text', 'text/plain', 'txt'],
    ['table.csv', 'a,b\n1,2', 'document', 'text/csv', 'csv'],
    ['workflow.json', '{"nodes":[]}', 'document', 'application/json', 'json'],
    ['page.html', '<!doctype html><p>x', 'document', 'text/html', 'html'],
    ['logo.svg', svg, 'image', 'image/svg+xml', 'svg'],
    ['logo.svg', `<?xml version="1.0"?>\n<!-- by hand -->\n${svg}`, 'image', 'image/svg+xml', 'svg'],
    ['logo.svg', `<!DOCTYPE svg [<!ENTITY x "y">]>${svg}`, 'image', 'image/svg+xml', 'svg'],
  ])('takes %s with %j for a %s', async (name, content, type, mime, ext) => {
    expect(await probe(name, content)).toEqual({ type, mime, ext });
  });

  it('sees a drawing through another name, so that it is never opened as anything else', async () => {
    expect(await probe('photo.png', svg)).toMatchObject({
      mime: 'image/svg+xml',
      mismatch: { claimed: 'png', actual: 'svg' },
    });
  });

  it('does not hand prose named .svg to the picture reader', async () => {
    expect(await probe('fake.svg', 'not a drawing')).toMatchObject({ type: 'text', mime: 'text/plain' });
  });

  it('reads text in the old Korean encoding as text', async () => {
    const bytes = iconv.encode('겨울 캠페인의 문구', 'cp949');
    expect(await probe('copy.txt', bytes)).toEqual({ type: 'text', mime: 'text/plain', ext: 'txt' });
  });

  it('takes noise for a document of no known type, under its own extension', async () => {
    const noise = Uint8Array.from({ length: 600 }, (_, i) => (i * 7919 + (i >> 3)) % 256);
    expect(await probe('model.xyz', noise)).toEqual({
      type: 'document',
      mime: 'application/octet-stream',
      ext: 'xyz',
    });
  });

  it('says so when noise is called a picture', async () => {
    const noise = Uint8Array.from({ length: 600 }, (_, i) => (i * 7919 + (i >> 3)) % 256);
    expect(await probe('photo.jpg', noise)).toMatchObject({
      type: 'document',
      mismatch: { claimed: 'jpg', actual: 'bin' },
    });
  });

  it('accepts .ai for what is a PDF inside', async () => {
    const result = await probe('logo.ai', pdfOf(['x']));
    expect(result).toEqual({ type: 'document', mime: 'application/pdf', ext: 'pdf' });
  });
});
