import { describe, expect, it } from 'vitest';
import { S3Failure } from './failure.ts';
import { isWorthRepeating, pauseBefore, withRetries } from './retry.ts';

const answer = (statusCode: number, code = '', headers = {}) =>
  new S3Failure({ statusCode, headers }, code === '' ? '' : `<Error><Code>${code}</Code></Error>`);
const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

describe('a request is sent again', () => {
  it.each([
    ['the server is busy, also where doing it twice would matter', answer(503, 'SlowDown'), false, true],
    ['there were too many requests', answer(429), false, true],
    ['the connection broke and twice is as good as once', broken, true, true],
    ['the connection broke and twice may not be as good as once', broken, false, false],
    ['something went wrong at a gateway', answer(502), true, true],
    ['something went wrong at a gateway while completing an upload', answer(502), false, false],
    ['the key is wrong', answer(403, 'SignatureDoesNotMatch'), true, false],
    ['the disk is full', answer(507, 'XMinioStorageFull'), true, false],
    ['nobody listens', Object.assign(new Error(), { code: 'ECONNREFUSED' }), true, false],
  ])('when %s: %#', (_when, error, repeatable, expected) => {
    expect(isWorthRepeating(error, repeatable)).toBe(expected);
  });
});

describe('pauses', () => {
  it('double, with chance, up to five seconds', () => {
    const longest = (attempt: number) => pauseBefore(attempt, broken, () => 1);
    expect([0, 1, 2, 10].map(longest)).toEqual([200, 400, 800, 5000]);
    expect(pauseBefore(2, broken, () => 0)).toBe(400);
  });
  it('are as long as the server asks, within reason', () => {
    expect(pauseBefore(0, answer(503, 'SlowDown', { 'retry-after': '2' }))).toBe(2000);
    expect(pauseBefore(0, answer(503, 'SlowDown', { 'retry-after': '3600' }))).toBe(5000);
  });
});

it('gives up after four attempts with the last failure', async () => {
  let attempts = 0;
  const work = async () => {
    attempts += 1;
    throw answer(503, 'SlowDown');
  };
  await expect(withRetries(true, work)).rejects.toMatchObject({ code: 'SlowDown' });
  expect(attempts).toBe(4);
});
