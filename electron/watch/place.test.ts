import { describe, expect, it } from 'vitest';
import { isWithin, problemOf } from './place.ts';

const watched = [{ name: '촬영', path: '/home/kim/촬영' }];
const own = ['/home/kim/.config/sparklio'];

describe('where a folder may be watched', () => {
  it.each([
    ['/home/kim/촬영', { kind: 'watched', name: '촬영' }],
    ['/home/kim/촬영/겨울', { kind: 'inside_watched', name: '촬영' }],
    ['/home/kim', { kind: 'app_data' }],
    ['/home/kim/.config/sparklio/library', { kind: 'app_data' }],
    ['/', { kind: 'app_data' }],
    ['/home/kim/촬영본', null],
    ['/home/kim/..촬영', null],
  ] as const)('%s: %j', (path, problem) => expect(problemOf(path, watched, own)).toEqual(problem));

  it('is not around one that is watched', () => {
    expect(problemOf('/srv', [{ name: 'shoot', path: '/srv/a/shoot' }], own)).toEqual({
      kind: 'contains_watched',
      name: 'shoot',
    });
  });

  it('knows a folder whose name begins with dots from the way up', () => {
    expect(isWithin('/a', '/a/..b')).toBe(true);
    expect(isWithin('/a', '/b')).toBe(false);
  });
});
