import { expect, it } from 'vitest';
import { brandIdSchema } from '../../shared/domain/ids.ts';
import { type WatchRule, watchFolderIdSchema } from '../../shared/domain/watch.ts';
import { ruleColumns, toFolderRow } from './folder-row.ts';

const place = { path: '/renders', device: null, inode: null, marked: false, paused: false };
const rule: WatchRule = {
  brandId: brandIdSchema.parse('b0000000-0000-4000-8000-000000000001'),
  projectId: null,
  foldersAsProjects: false,
  tags: ['render'],
  afterwards: { kind: 'remove', days: 3 },
  conflicts: 'version',
};

function stored(given: WatchRule): WatchRule {
  const { afterwards, ...columns } = ruleColumns(given);
  return toFolderRow({
    id: watchFolderIdSchema.parse('f0000000-0000-4000-8000-000000000001'),
    desktop_id: null,
    created_at: new Date(),
    ...place,
    ...columns,
    // As the database gives JSON back.
    afterwards: JSON.parse(afterwards),
  }).rule;
}

it('a rule is kept as it is', () => {
  expect(stored(rule)).toEqual(rule);
});

it('a rule that says nothing of taken names keeps both files', () => {
  const { conflicts: _, ...silent } = rule;
  expect(stored(silent).conflicts).toBe('keep');
});
