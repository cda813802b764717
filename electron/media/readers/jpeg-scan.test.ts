import { truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { fileWith, solid } from '../testing/fixtures.ts';
import { requireJpegScan } from './jpeg-scan.ts';

/** As far as the size of a picture, 16 pixels wide and high. */
const head = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0001108001000100301220002110103110100',
  'hex',
);

async function check(bytes: Uint8Array): Promise<string> {
  const path = await fileWith('a.jpg', bytes);
  return requireJpegScan(path).then(
    () => 'passes',
    (error: Error) => error.message,
  );
}

describe('the picture of a JPEG', () => {
  it('is found in baseline and progressive pictures with metadata', async () => {
    const photo = solid(64, 48, '#284')
      .withExif({ IFD0: { Make: 'Sparklio' } })
      .withIccProfile('p3');
    expect(await check(await photo.clone().jpeg().toBuffer())).toBe('passes');
    expect(await check(await photo.clone().jpeg({ progressive: true }).toBuffer())).toBe('passes');
  });

  it('is found behind fill bytes and a little of what does not belong there', async () => {
    const whole = await solid(64, 48, '#284').jpeg().toBuffer();
    const behind = (stray: Buffer) => Buffer.concat([whole.subarray(0, 2), stray, whole.subarray(2)]);
    expect(await check(behind(Buffer.alloc(300, 0xff)))).toBe('passes');
    expect(await check(behind(Buffer.alloc(9_000, 7)))).toBe('passes');
  });

  it('is missed in a file of which only the beginning was written, whatever its size', async () => {
    const path = await fileWith('a.jpg', head);
    await truncate(path, 2 ** 31);
    await expect(requireJpegScan(path)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await check(head)).not.toBe('passes');
    expect(await check(head.subarray(0, 3))).not.toBe('passes');
  });

  it('is not asked of other files', async () => {
    expect(await check(await solid(9, 9, '#284').png().toBuffer())).toBe('passes');
  });
});
