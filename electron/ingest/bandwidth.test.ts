import { beforeEach, describe, expect, it } from 'vitest';
import { Bandwidth } from './bandwidth.ts';

const never = new AbortController().signal;
let now = 0;
let limit: number | null = null;

/** Waiting takes no time but the clock's own. */
const clock = {
  now: () => now,
  wait: async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    now += ms;
  },
};
let bandwidth: Bandwidth;

beforeEach(() => {
  now = 0;
  limit = null;
  bandwidth = new Bandwidth(() => limit, clock);
});

/** Sends so many bytes as a file does; gives the order in which its pieces went. */
async function send(bytes: number, sent: string[] = [], name = ''): Promise<string[]> {
  for (let left = bytes; left > 0; ) {
    const piece = Math.min(left, bandwidth.piece);
    await bandwidth.take(piece, never);
    sent.push(name);
    left -= piece;
  }
  return sent;
}

describe('the bandwidth of uploads', () => {
  it('is all there is where no limit was set', () => {
    expect(bandwidth.take(1_000_000, never)).toBeNull();
  });

  it('stays below the limit over a while', async () => {
    limit = 1_000_000;
    await send(10_000_000);
    expect(now / 1000).toBeGreaterThan(9.7);
    expect(now / 1000).toBeLessThan(10.1);
  });

  it('is shared by all that are sent at the same time', async () => {
    limit = 500_000;
    const sent: string[] = [];
    await Promise.all([send(200_000, sent, 'a'), send(200_000, sent, 'b'), send(200_000, sent, 'c')]);
    expect(sent.slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(now / 1000).toBeGreaterThan(1);
  });

  it('does not save up what was not used', async () => {
    limit = 1_000_000;
    now += 60_000;
    const began = now;
    await send(2_000_000);
    expect((now - began) / 1000).toBeGreaterThan(1.7);
  });

  it('changes while files are on their way', async () => {
    limit = 100_000;
    await send(100_000);
    const slow = now;
    limit = 10_000_000;
    await send(10_000_000);
    expect(now - slow).toBeLessThan(1200);
    limit = null;
    expect(bandwidth.take(1, never)).toBeNull();
  });

  it('lets go of one that gave up, and goes on with the others', async () => {
    limit = 100_000;
    const gone = AbortSignal.abort(new Error('cancelled'));
    const [first, second] = await Promise.allSettled([
      bandwidth.take(1000, gone),
      bandwidth.take(1000, never),
    ]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
  });
});
