import { beforeEach, describe, expect, it } from 'vitest';
import { useCopying } from './copying-store.ts';

const state = useCopying.getState;

beforeEach(() => useCopying.setState({ runs: [] }));

describe('copies that are being saved', () => {
  it('are shown run by run, with what the main process tells', () => {
    state().begin('a', 5);
    state().begin('b', 9);
    state().receive({ run: 'b', done: 3, total: 8 });
    expect(state().runs).toMatchObject([
      { run: 'a', done: 0, total: 5 },
      { run: 'b', done: 3, total: 8 },
    ]);
  });

  it('are gone when they end, whatever is told late', () => {
    state().begin('a', 5);
    expect(state().end('a')).toBe(false);
    state().receive({ run: 'a', done: 4, total: 5 });
    expect(state().runs).toEqual([]);
  });

  it('know that they were cancelled', () => {
    state().begin('a', 5);
    state().cancelled('a');
    expect(state().end('a')).toBe(true);
  });
});
