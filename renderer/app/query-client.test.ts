import { describe, expect, it } from 'vitest';
import { staleTimeUntil } from './query-client.ts';

describe('staleTimeUntil', () => {
  it('is fresh until a minute before the first URL expires', () => {
    expect(staleTimeUntil(3_600_000, 0)).toBe(3_540_000);
  });

  it('is stale at once when that moment is over, or nothing was fetched', () => {
    expect(staleTimeUntil(30_000, 0)).toBe(0);
    expect(staleTimeUntil(undefined, 0)).toBe(0);
  });
});
