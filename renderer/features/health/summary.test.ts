import type { NodeHealth } from '@shared/contract/health.ts';
import { describe, expect, it } from 'vitest';
import { awaySince, lastChecked, worstNode } from './summary.ts';

const node = (changes: Partial<NodeHealth>): NodeHealth => ({
  part: 'database',
  address: 'db:5432',
  state: 'ok',
  version: null,
  latencyMs: 1,
  history: [],
  answered: 1,
  freeBytes: null,
  totalBytes: null,
  usedBytes: null,
  warnings: [],
  lastError: null,
  checkedAt: null,
  since: null,
  ...changes,
});

describe('what is said of the parts in one line', () => {
  it('names what is away before what is slow, and nothing when all is well', () => {
    const slow = node({ state: 'slow' });
    const down = node({ part: 'embedding', state: 'down' });
    expect(worstNode({ nodes: [node({}), slow, down] })).toBe(down);
    expect(worstNode({ nodes: [node({}), slow] })).toBe(slow);
    expect(worstNode({ nodes: [node({}), node({ state: 'off' })] })).toBeNull();
  });

  it('counts an outage from the part that went first', () => {
    const nodes = [
      node({ state: 'down', since: '2026-11-20T10:05:00+09:00' }),
      node({ state: 'down', since: '2026-11-20T00:59:00Z' }),
      node({ state: 'ok', since: '2026-11-19T00:00:00Z' }),
    ];
    expect(awaySince(nodes)).toBe('2026-11-20T00:59:00Z');
    expect(awaySince([node({})])).toBeNull();
  });

  it('tells the newest look', () => {
    expect(
      lastChecked([
        node({ checkedAt: '2026-11-20T01:00:00Z' }),
        node({ checkedAt: '2026-11-20T01:00:15Z' }),
        node({}),
      ]),
    ).toBe('2026-11-20T01:00:15Z');
    expect(lastChecked([node({})])).toBeNull();
  });
});
