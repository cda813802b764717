import { describe, expect, it } from 'vitest';
import { readKey, sameSpelling, stemOf } from './object-key.ts';

const brand = '11111111-2222-4333-8444-555555555555';
const project = '22222222-2222-4333-8444-555555555555';
const id = '33333333-2222-4333-8444-555555555555';
const key = `images/${brand}/${project}/2026/03/09/${id}.png`;

describe('a key', () => {
  it('of an original says brand, project, day and id', () => {
    expect(readKey(key)).toEqual({
      kind: 'original',
      key: {
        type: 'image',
        brandId: brand,
        projectId: project,
        day: new Date('2026-03-09T00:00:00Z'),
        id,
        ext: 'png',
      },
    });
  });

  it('is read in the singular, without a project and without an extension', () => {
    const read = readKey(`document/${brand}/unassigned/2026/03/09/${id}`);
    expect(read).toMatchObject({ kind: 'original', key: { type: 'document', projectId: null, ext: '' } });
  });

  it('of a rendition leads to its original', () => {
    expect(readKey(`images/${brand}/unassigned/2026/03/09/${id}.thumbnail.webp`)).toEqual({
      kind: 'rendition',
      stem: `images/${brand}/unassigned/2026/03/09/${id}`,
    });
  });

  it.each([
    'backend/cache/x.png',
    `images/${brand}/${project}/2026/03/09/hero.png`,
    `images/${brand}/${project}/2026/13/45/${id}.png`,
    `images/${brand}/${project}/2026/03/09/${id}.large.webp`,
    `constructor/${brand}/${project}/2026/03/09/${id}.png`,
    `images/${brand}/${project}/2026/03/09/${id}.png/part`,
    '',
  ])('of another program is none of the house: %s', (foreign) => {
    expect(readKey(foreign)).toEqual({ kind: 'foreign' });
  });

  it('loses only its extension in its stem', () => {
    expect(stemOf('images/a.b/c')).toBe('images/a.b/c');
    expect(stemOf('images/a/c.tar.gz')).toBe('images/a/c.tar');
  });

  it('is the same in both spellings of its folder', () => {
    expect(sameSpelling('b', 'image/x.png')).toBe(sameSpelling('b', 'images/x.png'));
    expect(sameSpelling('b', 'audio/x.mp3')).toBe('b/audio/x.mp3');
    expect(sameSpelling('b', 'x.png')).toBe('b/x.png');
  });
});
