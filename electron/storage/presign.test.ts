import { Client } from 'minio';
import { describe, expect, it } from 'vitest';
import { createPresigner, windowStart } from './presign.ts';

const target = {
  endpoint: 'http://127.0.0.1:9000',
  accessKey: 'reader',
  secretKey: 'not-a-secret',
  region: 'us-east-1',
};
const date = new Date('2026-03-04T05:06:07.890Z');

describe('presigned URLs', () => {
  const sign = createPresigner(target);

  it.each([
    ['images/b/p/2026/03/04/a.png', {}],
    ['images/눈 내리는 밤 🎿/(1)*.png', {}],
    ['a+b&c=d.txt', { 'response-content-disposition': `inline; filename="x y.txt"; filename*=UTF-8''%EA` }],
  ])('are those that the minio client signs, for %s', async (key, query) => {
    const client = new Client({ endPoint: '127.0.0.1', port: 9000, useSSL: false, ...target });
    const expected = await client.presignedUrl('GET', 'bucket', key, 3600, query, date);
    const ours = sign({ method: 'GET', bucket: 'bucket', key, expires: 3600, query, date });
    const signature = (url: string) => new URL(url).searchParams.get('X-Amz-Signature');
    expect(signature(ours)).toBe(signature(expected));
    expect(new URL(ours).pathname).toBe(new URL(expected).pathname);
  });

  it('bind the headers that must come along, with their values', () => {
    const url = (headers: Record<string, string>) =>
      new URL(sign({ method: 'PUT', bucket: 'bucket', key: 'a.png', expires: 600, headers, date }));
    const one = url({ 'x-amz-checksum-crc32': 'y/Q5Jg==' }).searchParams;
    const other = url({ 'x-amz-checksum-crc32': 'AAAAAA==' }).searchParams;
    expect(one.get('X-Amz-SignedHeaders')).toBe('host;x-amz-checksum-crc32');
    expect(one.get('X-Amz-Signature')).not.toBe(other.get('X-Amz-Signature'));
  });

  it('sign each day with a key of its own', () => {
    const url = (day: string) =>
      sign({ method: 'GET', bucket: 'b', key: 'k', expires: 60, date: new Date(`${day}T00:00:00Z`) });
    const first = url('2026-01-01');
    expect(url('2026-01-02')).not.toBe(first);
    expect(url('2026-01-01')).toBe(first);
  });

  it('live no longer than S3 allows', () => {
    const request = { method: 'GET', bucket: 'b', key: 'k', date } as const;
    expect(() => sign({ ...request, expires: 7 * 24 * 3600 + 1 })).toThrow(RangeError);
    expect(() => sign({ ...request, expires: 0 })).toThrow(RangeError);
  });
});

it('the start of a window is the same for every moment in it', () => {
  const noon = Date.UTC(2026, 0, 1, 12);
  expect(windowStart(noon + 1799_000, 1800).getTime()).toBe(noon);
  expect(windowStart(noon + 1800_000, 1800).getTime()).toBe(noon + 1800_000);
});
