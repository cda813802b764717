import type { AdoptionPlan, Findings } from '../../shared/contract/connection.ts';
import { adoptDatabase, type DatabaseFindings, inspectDatabase, planAdoption } from './adoption/index.ts';
import { type BucketFindings, createBuckets, inspectBuckets } from './checks/index.ts';
import { openTargetDatabase } from './drivers.ts';
import type { ServerTarget } from './target.ts';

function joined(database: DatabaseFindings, buckets: BucketFindings): Findings {
  const warnings = [...new Set([...database.warnings, ...buckets.warnings])];
  return { ...database, buckets: buckets.buckets, warnings };
}

/**
 * Looks at the database and the buckets of a profile without changing anything, and says what adoption would run.
 * Errors: `offline`, `server_part_failed`, `library_newer`, and those of the object store.
 */
export async function inspectTarget(
  target: ServerTarget,
): Promise<{ findings: Findings; plan: AdoptionPlan }> {
  const engine = openTargetDatabase(target);
  try {
    const [inspection, buckets] = await Promise.all([
      inspectDatabase(engine.backgroundDb),
      inspectBuckets(target),
    ]);
    const { bucketsToCreate, lifecycleToSet } = buckets;
    return {
      findings: joined(inspection.findings, buckets),
      plan: { ...planAdoption(inspection), bucketsToCreate, lifecycleToSet },
    };
  } finally {
    await engine.close();
  }
}

/**
 * Makes the missing buckets and runs the plan that was shown. Buckets come first: an empty one harms nobody, an
 * adopted database without them would not open.
 */
export async function adoptTarget(target: ServerTarget, hash: string): Promise<{ findings: Findings }> {
  const engine = openTargetDatabase(target);
  try {
    await createBuckets(target);
    const database = await adoptDatabase(engine, hash);
    return { findings: joined(database, await inspectBuckets(target)) };
  } finally {
    await engine.close();
  }
}
