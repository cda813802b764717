import { describe, expect, it } from 'vitest';
import { decoded, fileWith, render } from '../testing/fixtures.ts';
import { pdfOf } from '../testing/pdf.ts';

describe('PDF documents', () => {
  it('show their first page and give pages, size and text', async () => {
    const output = await render(
      await fileWith('brochure.pdf', pdfOf(['Winter campaign', 'Second page here', 'End'])),
    );
    expect(output).toMatchObject({
      type: 'document',
      mime: 'application/pdf',
      pageCount: 3,
      width: 300,
      height: 400,
      language: 'en',
    });
    expect(output.textContent).toMatch(/Winter campaign\s+Second page here\s+End/);
    const page = await decoded(output, 'preview');
    expect(page).toMatchObject({ width: 810, height: 1080 });
    // PDF counts from the bottom: the red rectangle is the lower half.
    expect(page.at(0.9, 0.1).every((channel) => channel > 240)).toBe(true);
    const [red = 0, green = 255, blue = 255] = page.at(0.5, 0.8);
    expect(red).toBeGreaterThan(220);
    expect(Math.max(green, blue)).toBeLessThan(40);
  });

  it('with a password say so', async () => {
    const output = await render(
      await fileWith('secret.pdf', pdfOf(['Top secret'], { userPassword: 'open sesame' })),
    );
    expect(output).toMatchObject({ renditions: [], problem: { code: 'password_protected' } });
    expect(output.textContent).toBeUndefined();
  });

  it('that only their owner has a password for are open to read', async () => {
    const output = await render(await fileWith('public.pdf', pdfOf(['Public'], { userPassword: '' })));
    expect(output).toMatchObject({ pageCount: 1 });
    expect(output.problem).toBeUndefined();
  });

  it('that are cut are repaired as far as that goes, or are corrupt', async () => {
    const whole = pdfOf(['A page']);
    const half = await render(await fileWith('half.pdf', whole.subarray(0, 60)));
    expect(half).toMatchObject({ renditions: [], problem: { code: 'corrupt' } });
    const noXref = await render(await fileWith('no-xref.pdf', whole.subarray(0, whole.indexOf('xref\n'))));
    expect(noXref.renditions.length + Number(noXref.problem !== undefined)).toBeGreaterThan(0);
  });

  it('of more pages than are read for search still give their count', async () => {
    const output = await render(
      await fileWith('long.pdf', pdfOf(Array.from({ length: 320 }, (_, i) => `Page ${i}`))),
    );
    expect(output.pageCount).toBe(320);
    expect(output.textContent).toContain('Page 299');
    expect(output.textContent).not.toContain('Page 300');
  });
});
