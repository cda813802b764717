import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { MediaError } from '../media/errors.ts';
import { dropTimes } from './new-upload.ts';
import { canStep, cleanName, uploadError } from './upload.ts';

it('an upload is published only after it was verified', () => {
  expect(canStep('verifying', 'published')).toBe(true);
  expect(canStep('transferring', 'published')).toBe(false);
  expect(canStep('queued', 'published')).toBe(false);
  expect(canStep('published', 'cancelled')).toBe(false);
});

it.each([
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\boot.ini', 'boot.ini'],
  ['..', 'untitled'],
  ['', 'untitled'],
  ['눈.png'.normalize('NFD'), '눈.png'],
  ['🎄 캐럴.mp3', '🎄 캐럴.mp3'],
  ['a\u0000b\nc.txt', 'abc.txt'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['\u200ehe\u200bro\ufeff\u061c .png', 'hero .png'],
  ['می\u200cخواهم 👩\u200d🎨.png', 'می\u200cخواهم 👩\u200d🎨.png'],
  ['\u200b\u3164', 'untitled'],
  ['broken\ud800.txt', 'broken\ufffd.txt'],
  [`${'가'.repeat(85)}`, '가'.repeat(85)],
  ['trailing dots...', 'trailing dots...'],
])('the name %j is kept as %j', (given, kept) => {
  expect(cleanName(given)).toBe(kept);
});

it('a failure tells what happened and whether trying again can help', () => {
  expect(uploadError(new AppError('disk_full', '', {}, true))).toEqual({ code: 'disk_full', retry: true });
  expect(uploadError(new MediaError('file_empty', ''))).toEqual({ code: 'file_empty', retry: false });
  const gone = Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'open' });
  expect(uploadError(gone)).toEqual({ code: 'file_missing', retry: true });
  expect(uploadError(new Error('?'))).toEqual({ code: 'internal', retry: true });
});

it('a list by date keeps the order of a drop', () => {
  const next = dropTimes(new Date('2026-01-01T00:00:00Z'));
  const times = [next(), next(), next()].map((time) => time.getTime());
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(new Set(times).size).toBe(3);
});
