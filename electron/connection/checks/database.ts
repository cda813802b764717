import type { Cause, PartCheck, Warning } from '../../../shared/contract/connection.ts';
import { connectionCause } from '../../database/engines/pg/failure.ts';
import { offersTls, type PgFacts, probePg, speaksHttp } from '../../database/engines/pg/probe.ts';
import { migrations } from '../../database/migrations/index.ts';
import { refusedCertificate } from '../../net/network-cause.ts';
import { isLoopback, isTailnet } from '../addresses.ts';
import { databaseServer, plainRefusal } from '../drivers.ts';
import type { ServerTarget } from '../target.ts';
import { failed, passed, refineCause } from './report.ts';

const oldestServer = 140_000;
const newestMigration = Math.max(...migrations.map(({ id }) => id));

/** Whether a version such as `0.7.4` comes before another. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): number[] => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(version), numbers(than)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** What keeps a database that answers from being used; null when nothing does. Pure. */
export function databaseObstacle(facts: PgFacts): Cause | null {
  if (facts.versionNumber < oldestServer) return 'postgres_too_old';
  if (facts.pgvector === null && facts.pgvectorAvailable === null) return 'no_pgvector';
  if (facts.migration !== null && facts.migration > newestMigration) return 'library_newer';
  // One that is adopted can still be looked at; one that is not can't be made ready.
  if (facts.readOnly && facts.migration === null) return 'database_read_only';
  return null;
}

/** What should be known about a database that works. Pure. */
export function databaseWarnings(facts: PgFacts): Warning[] {
  const warnings: Warning[] = [];
  if (facts.superuser) warnings.push('superuser');
  if (facts.trustedByHand) warnings.push('tls_trusted_by_hand');
  if (facts.pgvector === null && facts.pgvectorAvailable !== null)
    warnings.push('pgvector_missing_installable');
  const pgvector = facts.pgvector ?? facts.pgvectorAvailable;
  if (pgvector !== null && isOlder(pgvector, '0.8')) warnings.push('pgvector_old');
  if (facts.readOnly || !facts.canWrite) warnings.push('read_only');
  return warnings;
}

/** Tries the database of a profile, live, in about five seconds at most. Changes nothing. */
export async function checkDatabase(target: ServerTarget): Promise<PartCheck> {
  const { host, port, database, user, tls } = target.database;
  const details = { host, port, database, user, tailnet: isTailnet(host) };
  const refusal = plainRefusal(target, 'database');
  if (refusal !== null) return failed(refusal, details);
  const plain: Warning[] = tls === 'off' && !isLoopback(host) && !isTailnet(host) ? ['plain_connection'] : [];
  const server = databaseServer(target);
  let facts: PgFacts;
  try {
    facts = await probePg(server);
  } catch (error) {
    let cause = connectionCause(error) ?? 'server_error';
    if (cause === 'timeout' && (await speaksHttp(server))) cause = 'not_postgres';
    // The server knows who it lets in from where; one that has TLS and refuses us without most likely wants it.
    if (cause === 'refused' && isTurnedAway(error) && tls === 'off' && (await offersTls(server))) {
      cause = 'tls_required';
    }
    return failed(refineCause(cause, host), details, plain, refusedCertificate(error));
  }
  const warnings = [...plain, ...databaseWarnings(facts)];
  const obstacle = databaseObstacle(facts);
  const version = `PostgreSQL ${facts.version}`;
  if (obstacle !== null) return failed(obstacle, { ...details, version: facts.version }, warnings);
  return passed(
    facts.latencyMs,
    version,
    {
      assets: facts.assets,
      brands: facts.brands,
      databaseBytes: facts.databaseBytes,
      pgvector: facts.pgvector,
      pgvectorAvailable: facts.pgvectorAvailable,
      adopted: facts.migration !== null,
      canWrite: facts.canWrite && !facts.readOnly,
    },
    warnings,
  );
}

/** An answer of the server itself, and not of its host. */
function isTurnedAway(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === '28000';
}
