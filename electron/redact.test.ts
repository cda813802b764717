import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { forgetHidden, hide, redact, redactHidden } from './redact.ts';

afterEach(forgetHidden);

it.each([
  ['GET http://h/b/k?X-Amz-Credential=AKIA1&X-Amz-Signature=abc123&x=1', ['AKIA1', 'abc123']],
  ['connect postgres://mina:hunter2@100.1.2.3/sparklio failed', ['hunter2']],
  ['{"secretKey":"s3cr3t","port":1}', ['s3cr3t']],
  ['password=letmein user=x', ['letmein']],
  ['authorization: Bearer eyJx', ['eyJx']],
])('text that is redacted holds nothing of the shape of a secret: %s', (line, secrets) => {
  for (const secret of secrets) expect(redact(line)).not.toContain(secret);
});

describe('a secret that was named', () => {
  const secret = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 40 }).filter((text) => {
    // What stands alone as the mark or as blanks is nothing to be kept from anybody.
    return text.trim().length >= 4 && text.isWellFormed() && !text.includes('…');
  });
  const around = fc.string({ maxLength: 20 });

  it('is replaced raw, URL-encoded in each way, and as JSON writes it', () => {
    fc.assert(
      fc.property(secret, around, around, (hidden, before, after) => {
        forgetHidden();
        hide(hidden);
        const forms = [
          hidden,
          encodeURIComponent(hidden),
          encodeURIComponent(hidden).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
          new URLSearchParams({ x: hidden }).toString().slice(2),
          JSON.stringify(hidden).slice(1, -1),
        ];
        for (const form of forms) {
          expect(redactHidden(`${before} ${form} ${after}`)).not.toContain(` ${form} `);
        }
      }),
    );
  });

  it('is replaced in base64 and base64url, wherever it stands in what was encoded', () => {
    fc.assert(
      fc.property(secret, around, around, (hidden, before, after) => {
        forgetHidden();
        hide(hidden);
        for (const encoding of ['base64', 'base64url'] as const) {
          const text = redactHidden(Buffer.from(before + hidden + after).toString(encoding));
          expect(Buffer.from(text.replaceAll('…', ''), encoding).toString()).not.toContain(hidden);
          expect(text).toContain('…');
        }
      }),
    );
  });

  it('is replaced whole where another is its beginning', () => {
    hide('open');
    hide('open-sesame');
    expect(redactHidden('it is open-sesame')).toBe('it is …');
  });

  it('is replaced only where it stands alone when it is very short', () => {
    hide('ab');
    expect(redactHidden('password ab, cabbage')).toBe('password …, cabbage');
  });

  it('is nothing when it is empty', () => {
    hide('');
    hide(null);
    hide('  ');
    expect(redactHidden('a  b')).toBe('a  b');
  });

  it('stays hidden however many are tried after it, while those that were tried are forgotten in turn', () => {
    hide('the-kept-one');
    for (let index = 0; index < 200; index++) hide(`attempt-${index}-x`, 'recent');
    expect(redactHidden('the-kept-one attempt-199-x attempt-1-x')).toBe('… … attempt-1-x');
  });
});

it('an error that crosses to the window holds no secret, in its words nor in its details', () => {
  hide('p4ss word!');
  const crossed = new AppError('internal', 'refused p4ss%20word!', {
    host: 'x',
    user: 'a:p4ss word!',
    port: 1,
  });
  expect(crossed.toCallError()).toMatchObject({
    message: 'refused …',
    details: { host: 'x', user: 'a:…', port: 1 },
  });
});
