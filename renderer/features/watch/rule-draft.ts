import type { Brand } from '@shared/domain/catalog.ts';
import type { BrandId, ProjectId } from '@shared/domain/ids.ts';
import { houseRule, type WatchRule, watchRuleSchema } from '@shared/domain/watch.ts';
import type { WatchTarget } from './watch-store.ts';

/** A rule while it is being filled in; every kind of ending keeps its own choice. */
export interface RuleDraft {
  brandId: BrandId | null;
  projectId: ProjectId | null;
  foldersAsProjects: boolean;
  tags: readonly string[];
  conflicts: 'keep' | 'version';
  ending: WatchRule['afterwards']['kind'];
  days: number;
  subfolder: string;
}

const houseDays = houseRule.kind === 'remove' ? houseRule.days : 3;

/** What a new folder begins with: the place that was asked for, and files that stay. */
export function blankRule(brands: readonly Brand[], target: WatchTarget): RuleDraft {
  const brand = brands.find(({ id }) => id === target.brandId) ?? brands[0];
  const project = brand?.projects.find(({ id }) => id === target.projectId);
  return {
    brandId: brand?.id ?? null,
    projectId: project?.id ?? null,
    foldersAsProjects: false,
    tags: [],
    conflicts: 'keep',
    ending: 'keep',
    days: houseDays,
    subfolder: '',
  };
}

export function toDraft(rule: WatchRule): RuleDraft {
  const { afterwards, tags, conflicts = 'keep', ...place } = rule;
  return {
    ...place,
    tags,
    conflicts,
    ending: afterwards.kind,
    days: afterwards.kind === 'remove' ? afterwards.days : houseDays,
    subfolder: afterwards.kind === 'move' ? afterwards.subfolder : '',
  };
}

function afterwardsOf({ ending, days, subfolder }: RuleDraft): unknown {
  switch (ending) {
    case 'keep':
      return { kind: 'keep' };
    case 'remove':
      return { kind: 'remove', days };
    case 'move':
      return { kind: 'move', subfolder };
  }
}

/** Null while something is missing or not allowed, such as a folder name with a slash. */
export function toRule(draft: RuleDraft): WatchRule | null {
  const { brandId, projectId, foldersAsProjects, tags, conflicts } = draft;
  const afterwards = afterwardsOf(draft);
  const place = { brandId, projectId, foldersAsProjects };
  const rule = watchRuleSchema.safeParse({ ...place, tags, conflicts, afterwards });
  return rule.success ? rule.data : null;
}

/** Whether it can be saved: its brand may have gone. */
export function isComplete(draft: RuleDraft, brands: readonly Brand[]): boolean {
  return toRule(draft) !== null && brands.some(({ id }) => id === draft.brandId);
}
