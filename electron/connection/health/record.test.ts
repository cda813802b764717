import { describe, expect, it } from 'vitest';
import { medianPerMinute, NodeRecord } from './record.ts';

const minute = 60_000;
const now = Date.UTC(2026, 0, 5, 12);

describe('the hour of a part', () => {
  it('has a median for each minute, oldest first, and nothing where there was no answer', () => {
    const history = medianPerMinute(
      [
        { at: now - 59.5 * minute, latencyMs: 5 },
        { at: now - 2.5 * minute, latencyMs: null },
        { at: now - 3000, latencyMs: 30 },
        { at: now - 2000, latencyMs: 10 },
        { at: now - 1000, latencyMs: 20 },
      ],
      now,
    );
    expect(history).toHaveLength(60);
    expect(history[0]).toBe(5);
    expect(history[57]).toBeNull();
    expect(history[59]).toBe(20);
  });

  it('forgets what is older', () => {
    const record = new NodeRecord('database', 'db:5432');
    record.answered(now - 61 * minute, 9, null);
    record.answered(now, 3, null);
    expect(record.toNode(now).history.filter((value) => value !== null)).toEqual([3]);
  });
});

describe('a part of the library', () => {
  it('is unknown before the first look, and off where there is nothing to look at', () => {
    expect(new NodeRecord('storage', 's3:9000').toNode(now)).toMatchObject({
      state: 'unknown',
      latencyMs: null,
    });
    expect(new NodeRecord('embedding', 'builtin', true).toNode(now).state).toBe('off');
  });

  it('tells since when it is away and why, also after it is back', () => {
    const record = new NodeRecord('database', 'db:5432');
    record.answered(now, 2, 'PostgreSQL 16');
    record.missed(now + 1000, 'refused');
    record.missed(now + 2000, 'refused');
    const at = new Date(now + 1000).toISOString();
    expect(record.toNode(now + 2000)).toMatchObject({ state: 'down', since: at, answered: 1 / 3 });
    record.answered(now + 3000, 2, null);
    expect(record.toNode(now + 3000)).toMatchObject({
      state: 'ok',
      version: 'PostgreSQL 16',
      lastError: { cause: 'refused', at: new Date(now + 2000).toISOString() },
    });
  });

  it('is slow only when several answers in a row were', () => {
    const record = new NodeRecord('database', 'db:5432');
    for (const latency of [5, 900, 900]) record.answered(now, latency, null);
    expect(record.toNode(now).state).toBe('ok');
    record.answered(now, 900, null);
    expect(record.toNode(now)).toMatchObject({ state: 'slow', warnings: ['slow'] });
  });
});
