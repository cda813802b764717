import { expect, it } from 'vitest';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { isSameName, type Namesake, verdictOn } from './conflict-rules.ts';

const id = (number: number) => assetIdSchema.parse(`a0000000-0000-4000-8000-00000000000${number}`);
const namesake = (number: number, facts: Partial<Namesake> = {}): Namesake => ({
  id: id(number),
  name: 'hero.psd',
  size: 10,
  checksum: 'before',
  ...facts,
});
const file = { size: 20, sha256: 'now' };

it.each([
  ['hero.psd', 'HERO.PSD', true],
  ['포스터.png'.normalize('NFC'), '포스터.png'.normalize('NFD'), true],
  ['Café.jpg'.normalize('NFD'), 'CAFÉ.JPG'.normalize('NFC'), true],
  ['hero.psd', 'hero.psb', false],
  ['shot 1.jpg', 'shot 01.jpg', false],
  ['ﬁne.txt', 'fine.txt', false],
])('%s and %s: one name is %s', (a, b, same) => {
  expect(isSameName(a, b)).toBe(same);
});

it('a file whose name nobody has, or that is to be kept anyway, becomes an asset of its own', () => {
  expect(verdictOn('ask', file, [], true)).toEqual({ kind: 'keep' });
  expect(verdictOn('keep', file, [namesake(1)], true)).toEqual({ kind: 'keep' });
});

it('is asked about where the drop asks, and becomes the new version where that is settled', () => {
  expect(verdictOn('ask', file, [namesake(1)], true)).toEqual({ kind: 'ask', about: id(1) });
  expect(verdictOn('version', file, [namesake(1)], true)).toEqual({ kind: 'version', of: id(1) });
  expect(verdictOn('version', file, [namesake(1)], false)).toEqual({ kind: 'version', of: id(1) });
});

it('which of several assets is meant is never guessed', () => {
  const several = [namesake(2), namesake(1)];
  expect(verdictOn('version', file, several, true)).toEqual({ kind: 'ask', about: id(2) });
  expect(verdictOn('version', file, several, false)).toEqual({ kind: 'keep' });
});

it('a copy of what is there is no new version', () => {
  const same = [namesake(2), namesake(1, { checksum: 'now' })];
  expect(verdictOn('version', file, same, true)).toEqual({ kind: 'keep' });
  const unhashed = { size: 10, sha256: null };
  expect(verdictOn('ask', unhashed, [namesake(1)], true)).toEqual({ kind: 'keep' });
  expect(verdictOn('ask', { ...unhashed, size: 11 }, [namesake(1)], true)).toMatchObject({ kind: 'ask' });
  expect(verdictOn('ask', file, [namesake(1, { checksum: null })], true)).toMatchObject({ kind: 'ask' });
});
