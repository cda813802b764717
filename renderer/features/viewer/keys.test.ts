import { expect, it } from 'vitest';
import { commandFor, type Key, type KeyContext } from './keys.ts';

const press = (key: Partial<Key>, context: Partial<KeyContext> = {}) =>
  commandFor(
    { key: '', code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...key },
    { mode: 'viewer', shows: 'picture', ...context },
  );

it('closes quick look with the key that opened it, and plays media with it in the viewer', () => {
  expect(press({ key: ' ' }, { mode: 'quicklook', shows: 'media' })).toEqual({ do: 'close' });
  expect(press({ key: ' ' }, { shows: 'media' })).toEqual({ do: 'play' });
  expect(press({ key: ' ' })).toBeNull();
});

it('opens the viewer from quick look', () => {
  expect(press({ key: 'Enter' }, { mode: 'quicklook' })).toEqual({ do: 'expand' });
  expect(press({ key: 'Enter' })).toBeNull();
});

it('rates with digits and zooms with Ctrl and digits', () => {
  expect(press({ key: '0', code: 'Digit0' })).toEqual({ do: 'rate', rating: 0 });
  expect(press({ key: '5', code: 'Digit5' })).toEqual({ do: 'rate', rating: 5 });
  expect(press({ key: '6', code: 'Digit6' })).toBeNull();
  expect(press({ key: '0', ctrlKey: true })).toEqual({ do: 'zoom-fit' });
  expect(press({ key: '1', metaKey: true })).toEqual({ do: 'zoom-full' });
});

it('knows letters while a Korean input method is on', () => {
  expect(press({ key: 'ㅏ', code: 'KeyK' }, { shows: 'media' })).toEqual({ do: 'play' });
  expect(press({ key: 'ㅑ', code: 'KeyI' })).toEqual({ do: 'info' });
});

it('leaves up and down to what scrolls', () => {
  expect(press({ key: 'ArrowDown' })).toEqual({ do: 'move', by: 1 });
  expect(press({ key: 'ArrowDown' }, { shows: 'pages' })).toEqual({ do: 'scroll', by: 1, page: false });
  expect(press({ key: 'PageUp' }, { shows: 'pages' })).toEqual({ do: 'scroll', by: -1, page: true });
  expect(press({ key: 'ArrowRight' }, { shows: 'pages' })).toEqual({ do: 'move', by: 1 });
});

it('seeks with J, L and Shift with arrows, only where there is something to seek', () => {
  expect(press({ key: 'j', code: 'KeyJ' }, { shows: 'media' })).toEqual({ do: 'seek', seconds: -10 });
  expect(press({ key: 'ArrowRight', shiftKey: true }, { shows: 'media' })).toEqual({
    do: 'seek',
    seconds: 5,
  });
  expect(press({ key: 'j', code: 'KeyJ' })).toBeNull();
});

it('saves with Ctrl and S, and without metadata with Shift besides', () => {
  const key = { key: 's', code: 'KeyS', ctrlKey: true };
  expect(press(key)).toEqual({ do: 'save', metadata: 'kept' });
  expect(press({ ...key, key: 'S', shiftKey: true })).toEqual({ do: 'save', metadata: 'removed' });
  expect(press({ key: 'ㄴ', code: 'KeyS', metaKey: true, shiftKey: true })).toEqual({
    do: 'save',
    metadata: 'removed',
  });
});

it('leaves shortcuts of others alone', () => {
  expect(press({ key: 'z', code: 'KeyZ', ctrlKey: true })).toBeNull();
  expect(press({ key: 'k', code: 'KeyK', ctrlKey: true })).toBeNull();
  expect(press({ key: 'ArrowLeft', altKey: true })).toBeNull();
});
