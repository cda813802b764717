import pg from 'pg';
import type { Cause } from '../../../../shared/contract/connection.ts';
import { AppError } from '../../../errors.ts';
import { networkCause } from '../../../net/network-cause.ts';
import { NotPostgresError } from './secure-stream.ts';

const byState = new Map<string, Cause>([
  ['28P01', 'wrong_password'],
  ['3D000', 'no_such_database'],
  // No right to connect to it: as good as not there, and as little told.
  ['42501', 'no_such_database'],
  ['53300', 'too_many_connections'],
  ['57P03', 'starting_up'],
  ['57P01', 'connection_lost'],
  ['57P02', 'connection_lost'],
  ['57P05', 'connection_lost'],
]);

/** The client's own sentences, which have no code. */
const bySentence: readonly [RegExp, Cause][] = [
  [/timeout expired/, 'timeout'],
  [/^Connection terminated|^Client has encountered a connection error|not queryable/, 'connection_lost'],
  // The server wants a password and none was given, or its proof of knowing it does not fit.
  [/SASL|SCRAM|password must be/i, 'wrong_password'],
];

/** Why a connection could not be made or broke; null for a failure of a statement itself. */
export function connectionCause(error: unknown): Cause | null {
  if (error instanceof NotPostgresError) return 'not_postgres';
  if (error instanceof pg.DatabaseError) {
    const { code = '', routine } = error;
    // Both are "invalid authorization"; the server's messages are in its language, its routines are not.
    if (code === '28000') return routine === 'InitializeSessionUserId' ? 'no_such_user' : 'refused';
    if (code.startsWith('08')) return 'connection_lost';
    return byState.get(code) ?? null;
  }
  const network = networkCause(error);
  if (network !== null || !(error instanceof Error)) return network;
  return bySentence.find(([sentence]) => sentence.test(error.message))?.[1] ?? null;
}

/** Causes that pass by themselves: the servers are away for a while. */
const passing = new Set<Cause>([
  'refused',
  'timeout',
  'dns',
  'unreachable',
  'connection_lost',
  'starting_up',
  'too_many_connections',
]);

/**
 * A failed connection in the app's words, `offline` or `server_part_failed`, with the cause in its details. Failures of
 * statements are given back as they are: their SQLSTATE is read elsewhere.
 */
export function databaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const cause = connectionCause(error);
  if (cause === null) return error;
  const details = { part: 'database', cause };
  return passing.has(cause)
    ? new AppError('offline', 'The database does not answer', details, true, error)
    : new AppError('server_part_failed', 'The database refused the connection', details, false, error);
}
