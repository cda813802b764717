import { expect, it } from 'vitest';
import { parseExactJson } from './exact-json.ts';

it.each([
  ['{"seed": 18446744073709551615, "noise_seed":-9223372036854775808}', '18446744073709551615'],
  ['{"a": "\\"1\\\\", "seed":18446744073709551615}', '18446744073709551615'],
  ['{"seed": 9007199254740991, "big": [12345678901234567890]}', 9007199254740991],
])('keeps all digits of %s', (text, seed) => {
  expect(parseExactJson(text)).toMatchObject({ seed });
});

it('leaves text, fractions and broken JSON as they are', () => {
  const text =
    '{"a":"id 12345678901234567890: \\"1234567890123456789\\"","b":1.2345678901234567890123,"c":1e30}';
  expect(parseExactJson(text)).toEqual(JSON.parse(text));
  expect(() => parseExactJson('{"seed": 012345678901234567890}')).toThrow(SyntaxError);
  expect(() => parseExactJson('"12345678901234567890')).toThrow(SyntaxError);
});

it('is done soon with whatever it is given', () => {
  const escaped = `"${'\\'.repeat(400_001)}"`;
  expect(() => parseExactJson(`[12345678901234567890, ${escaped}`)).toThrow(SyntaxError);
  const numbers = `[${'12345678901234567890,'.repeat(50_000)}1]`;
  expect(parseExactJson(numbers)).toHaveLength(50_001);
});
