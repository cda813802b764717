import { expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { MediaError } from '../media/errors.ts';
import { Attempts, mayPass } from './attempts.ts';

it('follow by themselves after a growing while where servers were busy, and then not', () => {
  const attempts = new Attempts();
  const waits = [1, 2, 3].map(() => attempts.waitAfter(new AppError('service_unavailable', 'busy')));
  expect(waits).toEqual([1000, 4000, null]);
});

it('do not follow for a file that will be no better', () => {
  expect(new Attempts().waitAfter(new MediaError('file_empty', 'nothing in it'))).toBeNull();
  expect(new Attempts().waitAfter(new AppError('disk_full', 'full'))).toBeNull();
});

it('do not follow for a file that ended the worker by itself, but where none could be started', () => {
  expect(new Attempts().waitAfter(new MediaError('media_crashed', 'crashed'))).toBeNull();
  expect(new Attempts().waitAfter(new MediaError('media_crashed', 'none', true))).toBe(1000);
});

it('end with the second time in a row that the time for a file was up', () => {
  const attempts = new Attempts();
  const timeout = new MediaError('timeout', 'too long');
  expect([attempts.waitAfter(timeout), attempts.waitAfter(timeout)]).toEqual([1000, null]);
});

it('wait out servers whose time was up as often as others', () => {
  const attempts = new Attempts();
  const timeout = new AppError('timeout', 'no answer');
  expect([attempts.waitAfter(timeout), attempts.waitAfter(timeout)]).toEqual([1000, 4000]);
  expect(mayPass(timeout)).toBe(true);
});
