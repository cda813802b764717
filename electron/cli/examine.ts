import type { AdoptionPlan, Findings, PartCheck } from '../../shared/contract/connection.ts';
import { checkDatabase, checkEmbedding, checkStorage } from '../connection/checks/index.ts';
import { inspectTarget } from '../connection/inspection.ts';
import type { ServerTarget } from '../connection/target.ts';
import { type ExitCode, exitCodes } from './command.ts';
import { isReady } from './report.ts';

/** What there is to say about the servers of a profile. */
export interface Examination {
  readonly checks: { database: PartCheck; storage: PartCheck; embedding: PartCheck | null };
  /** Null where a check failed. */
  readonly inspection: { findings: Findings; plan: AdoptionPlan } | null;
}

/** Tries all parts and, where they work, looks at what is there. Changes nothing. */
export async function examine(target: ServerTarget): Promise<Examination> {
  const [database, storage, embedding] = await Promise.all([
    checkDatabase(target),
    checkStorage(target),
    target.embedding === null ? null : checkEmbedding(target),
  ]);
  const inspection = database.ok && storage.ok ? await inspectTarget(target) : null;
  return { checks: { database, storage, embedding }, inspection };
}

export function verdict({ checks, inspection }: Examination): ExitCode {
  const failed = Object.values(checks).some((check) => check !== null && !check.ok);
  if (failed || inspection === null || inspection.plan.blockedBy !== null) return exitCodes.problem;
  return isReady(inspection.plan) ? exitCodes.ok : exitCodes.pending;
}
