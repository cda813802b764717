import type { AdoptionPlan, Findings, PartCheck } from '../../shared/contract/connection.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { causeWords, warningWords } from './words.ts';

const indent = (text: string): string => `    ${text}`;

/** What a check found, in a few lines. Holds no secret: a check's details never do. */
export function checkLines(name: string, check: PartCheck): string[] {
  const warnings = check.warnings.map((warning) => indent(`! ${warningWords(warning)}`));
  if (!check.ok) {
    const { certificate } = check;
    const shown =
      certificate === null
        ? []
        : [
            indent(`certificate of ${certificate.subject}, issued by ${certificate.issuer}`),
            indent(`valid ${certificate.validFrom} to ${certificate.validTo}`),
            indent(`SHA-256 ${certificate.fingerprint}`),
            indent("If this is your server's own: --trust followed by the fingerprint."),
          ];
    return [`✗ ${name}: ${causeWords(check.cause, check.details)}`, ...shown, ...warnings];
  }
  const facts = Object.entries(check.facts)
    .filter(([key, value]) => value !== null && !(key === 'skewSeconds' && value === 0))
    .map(([key, value]) =>
      key.endsWith('Bytes') && typeof value === 'number'
        ? `${key.slice(0, -5)} ${formatBytes(value, 'en')}`
        : `${key} ${value}`,
    );
  return [
    `✓ ${name}: ${check.version}, ${check.latencyMs} ms`,
    ...(facts.length > 0 ? [indent(facts.join(', '))] : []),
    ...warnings,
  ];
}

const variants: Record<Findings['variant'], string> = {
  empty: 'an empty database',
  customer: 'a database with the shared tables',
  drifted: 'a database with the shared tables, changed by another program',
  foreign: 'a database whose tables of the same names are something else',
  adopted: 'a database that Sparklio Assets knows',
};

export function findingLines(findings: Findings): string[] {
  const { role, spellings, vectors } = findings;
  const tables = findings.tables
    .filter(({ present }) => present)
    .map(({ name, rows, missingColumns, requiredColumns }) => {
      const missing = missingColumns.length > 0 ? `, without ${missingColumns.join(', ')}` : '';
      const required = requiredColumns.length > 0 ? `, requires ${requiredColumns.join(', ')}` : '';
      return indent(`${name}: ${rows} rows${missing}${required}`);
    });
  return [
    `Found ${variants[findings.variant]}.`,
    ...tables,
    ...(tables.length > 0
      ? [
          indent(
            `paths: ${spellings.bucketAndKey} with bucket, ${spellings.keyOnly} without, ${spellings.singularFolder} in singular folders, ${spellings.elsewhere} elsewhere`,
          ),
          indent(`vectors: ${vectors.rows}${vectors.index === null ? '' : `, index ${vectors.index}`}`),
        ]
      : []),
    ...findings.buckets.map(({ name, present, public: open, expiresAfterDays }) =>
      indent(
        `bucket ${name}: ${present ? 'there' : 'missing'}${open ? ', OPEN TO EVERYBODY' : ''}${expiresAfterDays === null ? '' : `, objects expire after ${expiresAfterDays} days`}`,
      ),
    ),
    indent(
      `role ${role.name}: ${role.superuser ? 'superuser' : role.canWrite ? 'may write' : 'may only read'}`,
    ),
  ];
}

/** Whether there is anything left to do. */
export function isReady({ sql, bucketsToCreate, lifecycleToSet }: AdoptionPlan): boolean {
  return sql === '' && bucketsToCreate.length === 0 && lifecycleToSet.length === 0;
}

export function planLines(plan: AdoptionPlan): string[] {
  if (isReady(plan)) return ['Nothing is to be done: everything is ready.'];
  return [
    'To be added (nothing that is there is changed or dropped):',
    ...plan.steps.map(({ name, statements }) => indent(`${name} (${statements} statements)`)),
    ...plan.bucketsToCreate.map((name) => indent(`bucket ${name}, private`)),
    ...plan.lifecycleToSet.map((name) => indent(`objects in ${name} expire after 7 days`)),
    ...(plan.blockedBy === null ? [] : [`✗ It can't run here: ${causeWords(plan.blockedBy)}`]),
  ];
}
