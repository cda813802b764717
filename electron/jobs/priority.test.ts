import { describe, expect, it } from 'vitest';
import { uploadPriority } from './priority.ts';

describe('the turn of an uploaded file among those of other desktops', () => {
  it('comes before one of a desktop that has thousands on their way', () => {
    expect(uploadPriority(5)).toBeGreaterThan(uploadPriority(2000));
  });

  it('never comes after what other programs wrote', () => {
    expect(uploadPriority(10_000_000)).toBeGreaterThan(0);
  });

  it('moves back in steps, so that files of one drop keep their order for a while', () => {
    expect(uploadPriority(0)).toBe(uploadPriority(19));
  });
});
