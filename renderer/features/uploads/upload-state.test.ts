import { describe, expect, it } from 'vitest';
import { brandId, projectId, uploadBatch, uploadFile } from './fixtures.ts';
import { batchProgress, isInScope, summarise } from './upload-state.ts';

describe('isInScope', () => {
  const file = uploadFile(1, { brandId: brandId(1), projectId: projectId(1) });

  it('shows a file where its asset will be', () => {
    expect(isInScope(file, { kind: 'all' })).toBe(true);
    expect(isInScope(file, { kind: 'brand', brandId: brandId(1) })).toBe(true);
    expect(isInScope(file, { kind: 'project', brandId: brandId(1), projectId: projectId(1) })).toBe(true);
  });

  it('does not show it anywhere else', () => {
    expect(isInScope(file, { kind: 'trash' })).toBe(false);
    expect(isInScope(file, { kind: 'brand', brandId: brandId(2) })).toBe(false);
    expect(isInScope(file, { kind: 'project', brandId: brandId(1), projectId: null })).toBe(false);
  });
});

describe('batchProgress', () => {
  it('is unknown while folders are walked', () => {
    expect(batchProgress(uploadBatch(1, { phase: 'scanning', totalBytes: 0 }))).toBeNull();
  });

  it('goes by bytes where files are large, and is not full before every file is settled', () => {
    const GB = 1_000_000_000;
    const large = uploadBatch(1, { total: 2, totalBytes: 8 * GB, sentBytes: 4 * GB, published: 1 });
    expect(batchProgress(large)).toBeCloseTo(0.5, 2);
    expect(batchProgress({ ...large, sentBytes: 8 * GB })).toBeLessThan(1);
  });

  it('goes by files where they are small', () => {
    const small = uploadBatch(1, { total: 1000, totalBytes: 1000, sentBytes: 1000, published: 250 });
    expect(batchProgress(small)).toBeCloseTo(0.25, 2);
  });

  it('does not take many that failed at once for most of the work', () => {
    const facts = { total: 301, failed: 300, totalBytes: 3_000_000_000, sentBytes: 0 };
    expect(batchProgress(uploadBatch(1, facts))).toBeLessThan(0.05);
  });

  it('is full at the end, also of a cancelled batch', () => {
    expect(batchProgress(uploadBatch(1, { phase: 'done' }))).toBe(1);
    expect(batchProgress(uploadBatch(1, { phase: 'cancelled' }))).toBe(1);
  });
});

describe('summarise', () => {
  it('counts only what is going while something is', () => {
    const done = uploadBatch(1, { phase: 'done', published: 9, failed: 1 });
    const running = uploadBatch(2, { published: 3, duplicates: 1, total: 20 });
    expect(summarise([running, done])).toMatchObject({ active: 1, total: 20, settled: 4, failed: 1 });
  });

  it('counts everything in the tray when nothing is going', () => {
    const one = uploadBatch(1, { phase: 'done', published: 9, failed: 1 });
    const two = uploadBatch(2, { phase: 'done', published: 10 });
    expect(summarise([two, one])).toMatchObject({ active: 0, published: 19, failed: 1 });
  });

  it('counts what waits for a decision, also while something is going', () => {
    const asking = uploadBatch(1, { phase: 'done', conflicts: 3, openConflicts: 2 });
    expect(summarise([uploadBatch(2), asking])).toMatchObject({ active: 1, asking: 2 });
  });
});
