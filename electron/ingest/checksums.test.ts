import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { crc32Of, md5Of, multipartEtag } from './checksums.ts';

const chunks = [Buffer.from('1234'), Buffer.from('56789')];

it('checksums of chunks are those of the whole', async () => {
  // The check value of CRC-32 in every table of such: cbf43926.
  expect(crc32Of(chunks)).toBe(Buffer.from('cbf43926', 'hex').toString('base64'));
  expect(await md5Of(chunks)).toBe(createHash('md5').update('123456789').digest('hex'));
});

it('an object of parts has the MD5 of their MD5s', () => {
  const md5 = (text: string): Buffer => createHash('md5').update(text).digest();
  const whole = createHash('md5')
    .update(Buffer.concat([md5('a'), md5('b')]))
    .digest('hex');
  expect(multipartEtag([md5('a').toString('hex'), md5('b').toString('hex')])).toBe(`${whole}-2`);
});
