import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckState, LatestCheck } from './latest-check.ts';

const pauseMs = 500;

/** A check whose answers are given by hand, by input. */
function setUp() {
  const answers = new Map<string, (answer: string) => void>();
  const refusals = new Map<string, (error: Error) => void>();
  const asked: string[] = [];
  const states: CheckState<string>[] = [];
  const latest = new LatestCheck<string, string>({
    pauseMs,
    onState: (state) => states.push(state),
    check: (input) =>
      new Promise((resolve, reject) => {
        asked.push(input);
        answers.set(input, resolve);
        refusals.set(input, reject);
      }),
  });
  return {
    latest,
    asked,
    answer: async (input: string, result: string) => {
      answers.get(input)?.(result);
      await vi.advanceTimersByTimeAsync(0);
    },
    refuse: async (input: string) => {
      refusals.get(input)?.(new Error('no'));
      await vi.advanceTimersByTimeAsync(0);
    },
    state: () => states.at(-1),
  };
}

describe('LatestCheck', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tests once when the typing ends', async () => {
    const { latest, asked, answer, state } = setUp();
    for (const text of ['h', 'ho', 'host']) latest.change(text);
    expect(state()).toEqual({ phase: 'waiting' });
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(asked).toEqual(['host']);
    expect(state()).toEqual({ phase: 'testing' });
    await answer('host', 'fine');
    expect(state()).toEqual({ phase: 'done', result: 'fine' });
  });

  it('drops the answer for older input, whichever comes first', async () => {
    const { latest, asked, answer, state } = setUp();
    void latest.now('old');
    void latest.now('new');
    expect(asked).toEqual(['old', 'new']);
    await answer('new', 'fine');
    await answer('old', 'wrong');
    expect(state()).toEqual({ phase: 'done', result: 'fine' });
  });

  it('drops the answer when the input is no longer complete', async () => {
    const { latest, answer, state } = setUp();
    void latest.now('host');
    latest.change(null);
    await answer('host', 'fine');
    expect(state()).toEqual({ phase: 'incomplete' });
  });

  it('does not test what is asked for by hand a second time', async () => {
    const { latest, asked } = setUp();
    latest.change('host');
    void latest.now('host');
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(asked).toEqual(['host']);
  });

  it('tells who asked how it went, unless that was overtaken', async () => {
    const { latest, answer } = setUp();
    const old = latest.now('old');
    const fresh = latest.now('new');
    await answer('old', 'wrong');
    await answer('new', 'fine');
    expect(await Promise.all([old, fresh])).toEqual([null, { phase: 'done', result: 'fine' }]);
  });

  it('tells when the test itself could not be made', async () => {
    const { latest, refuse, state } = setUp();
    void latest.now('host');
    await refuse('host');
    expect(state()).toMatchObject({ phase: 'error' });
  });
});
