import { sql } from 'kysely';
import type { Cause } from '../../../shared/contract/connection.ts';
import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import type { DatabaseEngine } from '../../database/engines/engine.ts';
import { connectionCause } from '../../database/engines/pg/failure.ts';
import { AppError } from '../../errors.ts';
import { networkCause } from '../../net/network-cause.ts';
import { EmbedderAway, type EmbedderProblem } from '../../similarity/embedders/available.ts';
import type { ObjectStore } from '../../storage/port.ts';
import type { S3Connection } from '../../storage/s3/connection.ts';
import { readText } from '../../storage/s3/failure.ts';
import { readRelease, readSpace } from '../../storage/s3/minio-admin.ts';
import { storageCause } from '../../storage/s3-errors.ts';
import type { ServerTarget } from '../target.ts';
import type { PartProbe } from './monitor.ts';
import type { Space } from './record.ts';

const noSpace: Space = { freeBytes: null, totalBytes: null, usedBytes: null };

/** The cause that an error tells itself, or the one that the part's own reading of it gives. */
function told(error: unknown, read: (error: unknown) => Cause | null): Cause {
  for (let at = error; at instanceof Error; at = at.cause) {
    const cause = read(at);
    if (cause !== null) return cause;
  }
  return error instanceof AppError && error.code === 'timeout' ? 'timeout' : 'connection_lost';
}

/** `database`: bytes of the library's own database; how much room the server has it does not tell. */
export function databaseProbe(engine: DatabaseEngine, target: ServerTarget): PartProbe {
  const { host, port } = target.database;
  const { line, backgroundDb } = engine;
  return {
    part: 'database',
    address: `${host}:${port}`,
    essential: true,
    check:
      line === undefined
        ? null
        : async (timeoutMs) => {
            const { latencyMs, version } = await line.ping(timeoutMs);
            return { latencyMs, version: `PostgreSQL ${version.split(' ')[0] ?? ''}` };
          },
    space: async () => {
      const { rows } = await sql<{ bytes: number }>`
        select pg_database_size(current_database()) as bytes`.execute(backgroundDb);
      return { ...noSpace, usedBytes: rows[0]?.bytes ?? null };
    },
    causeOf: (error) => told(error, connectionCause),
    onDown: () => line?.reset(),
  };
}

/** Looks at the bucket over a connection of its own, so that transfers don't stand in the way. */
export function storageProbe(connection: S3Connection, bucket: string): PartProbe {
  const { host, port } = connection.address;
  let server = 'S3';
  return {
    part: 'storage',
    address: `${host}:${port}`,
    essential: true,
    async check(timeoutMs) {
      const started = performance.now();
      const answer = await within(timeoutMs, () =>
        connection.send({ method: 'HEAD', path: `/${bucket}`, idleMs: timeoutMs }),
      );
      const latencyMs = performance.now() - started;
      await readText(answer);
      const status = answer.statusCode ?? 0;
      // Whatever it thinks of the bucket, it is there.
      if (status >= 500) throw Object.assign(new Error(`The object store answered ${status}`), { status });
      const { server: name } = answer.headers;
      if (server === 'S3' && typeof name === 'string' && name !== '') server = name;
      return { latencyMs, version: server };
    },
    async space() {
      const [release, space] = await Promise.all([readRelease(connection), readSpace(connection)]);
      if (release !== null) server = `MinIO ${release}`;
      if (space === null) return noSpace;
      const { freeBytes, totalBytes } = space;
      return { freeBytes, totalBytes, usedBytes: totalBytes - freeBytes };
    },
    causeOf: (error) => told(error, storageCause),
    // Kept connections of a network that is no more would each be found dead one by one.
    onDown: () => connection.agent.destroy(),
  };
}

interface LocalParts {
  readonly engine: DatabaseEngine;
  readonly store: ObjectStore;
  /** Of the disk that the library is on. */
  readonly diskSpace: () => Promise<Space>;
}

/** The parts of a library on this computer, which has them in a process of its own and starts that again by itself. */
export function localProbes({ engine, store, diskSpace }: LocalParts): PartProbe[] {
  const timed = async (timeoutMs: number, work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await within(timeoutMs, work);
    return performance.now() - started;
  };
  return [
    {
      part: 'database',
      address: 'PGlite',
      essential: false,
      check: async (timeoutMs) => ({
        latencyMs: await timed(timeoutMs, () => sql`select 1`.execute(engine.db)),
        version: null,
      }),
      space: diskSpace,
      causeOf: (error) => told(error, connectionCause),
    },
    {
      part: 'storage',
      address: store.origin.replace(/^https?:\/\//, ''),
      essential: false,
      check: async (timeoutMs) => ({
        latencyMs: await timed(timeoutMs, () => store.head({ bucket: store.buckets.assets, key: 'health' })),
        version: null,
      }),
      space: diskSpace,
      causeOf: (error) => told(error, storageCause),
    },
  ];
}

/** What the probe of the embedder asks the library for. */
export interface WatchedEmbedding {
  readonly choice: EmbeddingChoice;
  /** The model that vectors are made with. */
  readonly model: string;
  /** Why it can't be used; null while it answers, as far as is known. */
  readonly problem: EmbedderProblem | null;
}

/**
 * The embedder of the library, which may be another one at every look. Those in the app are a part of it and need
 * no looking after. An endpoint is there when it answers anything; whether it is the right one the embedder knows.
 */
export function embeddingProbe(embedding: WatchedEmbedding, send: typeof fetch): PartProbe {
  return {
    part: 'embedding',
    get address() {
      const { choice } = embedding;
      return choice.kind === 'endpoint' ? new URL(choice.url).host : 'Sparklio Assets';
    },
    essential: false,
    async check(timeoutMs) {
      const { choice, problem } = embedding;
      if (choice.kind !== 'endpoint') return null;
      const started = performance.now();
      const answer = await send(choice.url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      const latencyMs = performance.now() - started;
      await answer.body?.cancel();
      if (problem !== null && problem !== 'model_missing') throw new EmbedderAway(problem);
      return { latencyMs, version: embedding.model };
    },
    causeOf: (error) => {
      if (error instanceof EmbedderAway)
        return error.problem === 'model_missing' ? 'internal' : error.problem;
      return told(error, networkCause);
    },
  };
}

async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('timeout', 'No answer in time', { cause: 'timeout' }, true)),
      timeoutMs,
    );
  });
  return await Promise.race([work(), late]).finally(() => clearTimeout(timer));
}
