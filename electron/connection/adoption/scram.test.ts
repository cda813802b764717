import { expect, it } from 'vitest';
import { scramVerifier } from './scram.ts';

it('a verifier has the form that PostgreSQL keeps, with the salt it was given', () => {
  const verifier = scramVerifier('pencil-case', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
  expect(verifier).toMatch(
    /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/,
  );
});

it('two verifiers of one password differ', () => {
  expect(scramVerifier('the same one')).not.toBe(scramVerifier('the same one'));
});

it.each(['short', '한글 비밀번호 여덟자', 'line\nbreak!'])('%j is refused', (password) => {
  expect(() => scramVerifier(password)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
});
