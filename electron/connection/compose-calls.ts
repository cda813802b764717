import type { AssetId } from '../../shared/domain/ids.ts';
import type { EmbeddingChoice } from '../../shared/domain/servers.ts';
import type { SparklioDb } from '../database/tables.ts';
import { createRecords } from '../intake/records.ts';
import type { JobQueue } from '../jobs/queue.ts';
import { type createJobsSummary, listFailures, retryFailures } from '../jobs/summary.ts';
import { createCopies } from '../library/copies.ts';
import type { Library, LibraryPorts } from '../library/library.ts';
import type { createPurge } from '../library/purge.ts';
import { createVersions } from '../library/versions/versions.ts';
import type { MediaClient } from '../media/client.ts';
import type { LibraryEmbedding } from '../similarity/embedding/library-embedding.ts';
import { createSimilar } from '../similarity/similar.ts';
import type { VectorIndexes } from '../similarity/vector-index/vector-indexes.ts';
import { step } from '../steps.ts';
import type { ObjectStore } from '../storage/port.ts';
import { createUsage } from '../usage/usage.ts';
import type { Background } from './background.ts';
import type { Changes } from './changes.ts';
import type { ComposeInput } from './compose-input.ts';
import { guardLibrary } from './guarded.ts';
import { type Access, type Gate, guardCalls } from './health/gate.ts';

interface FailureParts {
  readonly db: SparklioDb;
  readonly jobs: JobQueue | null;
  readonly embedding: LibraryEmbedding;
  readonly background: Background;
  readonly library: Library;
}

/** Work that was given up, or that a person wants done again. */
export function createFailures({ db, jobs, embedding, background, library }: FailureParts) {
  return {
    failures: (limit: number) => listFailures(db, embedding.model, limit),
    async retryFailures() {
      if (jobs === null) return 0;
      const queued = await retryFailures(db, jobs, embedding.model);
      background.notify('render');
      background.notify('embed');
      return queued;
    },
    async renderAgain(ids: readonly AssetId[]) {
      await library.markPending(ids);
      step('render.marked');
      await db.transaction().execute(async (transaction) => await jobs?.add(transaction, 'render', ids));
      background.notify('render');
    },
  };
}

interface CallParts extends Required<LibraryPorts>, Omit<FailureParts, 'db'> {
  readonly store: ObjectStore;
  readonly media: MediaClient;
  readonly userId: ComposeInput['userId'];
  readonly freeBytes: ComposeInput['freeBytes'];
  readonly purger: ReturnType<typeof createPurge>;
  readonly indexes: VectorIndexes;
  readonly changes: Changes;
  readonly jobsSummary: ReturnType<typeof createJobsSummary>;
  readonly failures: ReturnType<typeof createFailures>;
  /** What answers while servers are away; null for a library on this computer. */
  readonly gate: Gate | null;
  readonly access: Access;
}

/** What the window and programs may ask of an open library. */
export function composeCalls(parts: CallParts) {
  const { db, urls, assetsBucket, rows, locate, store, media, jobs, embedding, indexes, gate } = parts;
  const ports = { db, urls, assetsBucket, rows, locate };
  const calls = {
    library: parts.library,
    versions: createVersions({
      ...ports,
      store,
      jobs,
      userId: parts.userId,
      finishPurges: () => parts.purger.finishPurges(),
      onReplaced(id) {
        parts.changes.details(id);
        parts.changes.assets();
        parts.background.notify('render');
      },
    }),
    purge: parts.purger.purge,
    copies: createCopies({ db, store, media, locate }),
    similar: createSimilar({ db, urls, media, embedding, indexes }),
    usage: createUsage({ db, urls, freeBytes: parts.freeBytes }),
    jobs: { summary: parts.jobsSummary, ...parts.failures },
  };
  const records = createRecords(ports);
  const embeddingCalls = {
    status: () => embedding.status(),
    choose: (choice: EmbeddingChoice, key: string | null) => embedding.choose(choice, key),
  };
  return {
    ...(gate === null ? calls : guardLibrary(calls, { gate, access: parts.access, ports })),
    embedding: {
      ...(gate === null ? embeddingCalls : guardCalls(embeddingCalls, gate, ['choose'])),
      probe: (choice: EmbeddingChoice, key: string | null) => embedding.probe(choice, key),
      wake: () => embedding.wake(),
    },
    /** Assets and brands as other programs know them. */
    records: gate === null ? records : guardCalls(records, gate),
  };
}
