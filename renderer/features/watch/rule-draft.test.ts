import { brandIdSchema, projectIdSchema } from '@shared/domain/ids.ts';
import { describe, expect, it } from 'vitest';
import { blankRule, isComplete, toDraft, toRule } from './rule-draft.ts';

const brandId = brandIdSchema.parse('00000000-0000-4000-8000-000000000001');
const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000002');
const brand = {
  id: brandId,
  name: '봄',
  color: '#000000',
  archived: false,
  assetCount: 0,
  unassignedCount: 0,
  projects: [{ id: projectId, brandId, name: '겨울', status: 'active' as const, assetCount: 0 }],
};
const blank = blankRule([brand], { brandId, projectId });

describe('the rule of a folder while it is filled in', () => {
  it('begins at the place that was asked for, and lets the files stay', () => {
    expect(toRule(blank)).toEqual({
      brandId,
      projectId,
      foldersAsProjects: false,
      tags: [],
      conflicts: 'keep',
      afterwards: { kind: 'keep' },
    });
  });

  it('offers the rule of the house: three days', () => {
    expect(toRule({ ...blank, ending: 'remove' })?.afterwards).toEqual({ kind: 'remove', days: 3 });
  });

  it.each(['', '..', 'a/b', 'a\\b', '.hidden', 'dot.', 'CON:'])('takes no folder named %j', (subfolder) => {
    expect(toRule({ ...blank, ending: 'move', subfolder })).toBeNull();
  });

  it('takes a folder in any script', () => {
    expect(toRule({ ...blank, ending: 'move', subfolder: ' 올린 파일 ' })?.afterwards).toEqual({
      kind: 'move',
      subfolder: '올린 파일',
    });
  });

  it('comes back from a rule as it was', () => {
    const rule = toRule({ ...blank, ending: 'move', subfolder: 'Done', tags: ['a'], conflicts: 'version' });
    expect(rule === null ? null : toRule(toDraft(rule))).toEqual(rule);
  });

  it('can not be saved for a brand that is gone', () => {
    expect(isComplete(blank, [brand])).toBe(true);
    expect(isComplete(blank, [])).toBe(false);
  });
});
