import type { AdoptionPlan, Findings } from '@shared/contract/connection.ts';

/** What there is to do before the library can be opened. */
export type Readiness =
  /** Nothing: it can be opened. */
  | 'ready'
  /** There is a plan, and it can run. */
  | 'plan'
  /** There is a plan, but this role may not run it. */
  | 'ask'
  /** No plan can run here. */
  | 'never';

export function readinessOf(findings: Findings, plan: AdoptionPlan): Readiness {
  if (plan.blockedBy === 'missing_rights') return 'ask';
  if (plan.blockedBy !== null || findings.variant === 'foreign') return 'never';
  const nothing =
    plan.sql.trim() === '' && plan.bucketsToCreate.length === 0 && plan.lifecycleToSet.length === 0;
  return nothing ? 'ready' : 'plan';
}
