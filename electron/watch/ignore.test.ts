import { describe, expect, it } from 'vitest';
import { isIgnored, isIgnoredPath, isNamed } from './ignore.ts';

describe('what a watched folder does not take', () => {
  it.each([
    '.DS_Store',
    '.sparklio-watch-1',
    '._photo.jpg',
    'Thumbs.db',
    'desktop.ini',
    '~$Plan.docx',
    'film.mov.crdownload',
    'film.mov.part',
    'film.mov.PARTIAL',
    'copy.tmp',
    'draft.txt~',
    '@eaDir',
    'lone\uD800.png',
  ])('is %j', (name) => expect(isIgnored(name)).toBe(true));

  it.each(['사진.jpg', 'part.jpg', 'a.tmp.png', 'Icon.png', 'e\u0301.png', '100%.png', '~photo.jpg'])(
    'is not %j',
    (name) => expect(isIgnored(name)).toBe(false),
  );

  it('is anything below a hidden folder, and below the folder for what was taken', () => {
    expect(isIgnoredPath('.cache/photo.jpg', null)).toBe(true);
    expect(isIgnoredPath('Uploaded/photo.jpg', 'Uploaded')).toBe(true);
    expect(isIgnoredPath('shoot/Uploaded/photo.jpg', 'Uploaded')).toBe(false);
    expect(isIgnoredPath('Uploaded', 'Uploaded')).toBe(false);
  });

  it('knows that folder however the drive spells it', () => {
    expect(isIgnoredPath(`${'완료'.normalize('NFD')}/photo.jpg`, '완료')).toBe(true);
    const systems = ['darwin', 'win32', 'linux'] as const;
    expect(systems.map((system) => isNamed('done', 'Done', system))).toEqual([true, true, false]);
  });
});
