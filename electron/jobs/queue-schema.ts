import { getConstructionPlans, getMigrationPlans } from 'pg-boss';

/** Schema of pg-boss, beside the app's own. */
export const jobSchema = 'sparklio_jobs';

export const jobKinds = ['render', 'embed'] as const;
export type JobKind = (typeof jobKinds)[number];

export const retryLimit = 4;

export const queueOptions = {
  // One waiting job per asset and kind.
  policy: 'short',
  retryLimit,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 600,
  // A few are taken ahead of being worked on, and a film may take a minute.
  expireInSeconds: 600,
  retentionSeconds: 30 * 24 * 3600,
  deleteAfterSeconds: 600,
} as const;

/** What of pg-boss's own script belongs to running it by itself: the transaction and its limits. */
const ownTransaction = /^\s*(?:BEGIN|COMMIT|SET LOCAL [^;]*);\s*$/gm;

/** The statements that make the schema of the job queue. */
export function constructionSql(): string {
  return tidied(getConstructionPlans(jobSchema));
}

/** The statements that bring the schema from an older version to this one. */
export function upgradeSql(fromVersion: number): string {
  return tidied(getMigrationPlans(jobSchema, fromVersion)).replaceAll(' CONCURRENTLY', '');
}

/** Version of the schema that this app's queue works on. */
export const jobsVersion = Number(
  /version\(version\) VALUES \('(\d+)'\)/.exec(getConstructionPlans(jobSchema))?.[1],
);

/** The statement that makes the queue of one kind where it is missing. */
export function queueSql(kind: JobKind): string {
  return `select ${jobSchema}.create_queue('${kind}', '${JSON.stringify(queueOptions)}'::jsonb);`;
}

function tidied(script: string): string {
  return script
    .replace(ownTransaction, '')
    .replace(/\n\s*;(?=\s*\n)/g, ';')
    .replaceAll(';;', ';')
    .replace(/\n\s*\n+/g, '\n\n')
    .trim();
}
