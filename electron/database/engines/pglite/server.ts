import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { makeFsyncReal } from './fsync.ts';

/** PGlite answering the PostgreSQL protocol, in the process or thread that calls this. */
export interface PgliteServer {
  /** Runs one unit of requests to its end and gives the server's answer. Blocks the thread meanwhile. */
  exchange(request: Uint8Array): Uint8Array;
  close(): Promise<void>;
}

/** Segments of the write-ahead log, in MB: small ones keep a new library small. */
const WAL_SEGMENT_MB = 4;

const settings = {
  // PGlite turns fsync off; a library must outlive a power cut.
  fsync: 'on',
  wal_sync_method: 'fsync',
  min_wal_size: `${WAL_SEGMENT_MB * 2}MB`,
  max_wal_size: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '64MB',
  // The folder is on a local disk, most often flash; and compiling a query costs more than it gains.
  random_page_cost: '1.1',
  jit: 'off',
};

/**
 * Opens the database folder, making it when it is empty (several seconds: prefer a copy of the template).
 * The caller holds the folder's lock: two processes on one folder destroy it.
 */
export async function openPgliteServer(dataDir: string): Promise<PgliteServer> {
  const startParams = [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const database = await PGlite.create({
    dataDir,
    extensions: { vector },
    startParams,
    initDbStartParams: [`--wal-segsize=${WAL_SEGMENT_MB}`],
  });
  makeFsyncReal(database.Module.FS.filesystems.NODEFS);
  return {
    exchange: (request) => database.execProtocolRawSync(request),
    close: () => database.close(),
  };
}
