import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { adoptDatabase, inspectDatabase, planAdoption } from '../../../electron/connection/adoption/index.ts';
import { openServersLibrary, type ServersLibrary } from '../../../electron/connection/servers-library.ts';
import { openPg } from '../../../electron/database/engines/pg/engine.ts';
import { openSettings } from '../../../electron/settings/settings.ts';
import { openS3Store } from '../../../electron/storage/s3-store.ts';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import { databaseUrl, type S3Target } from '../../servers/addresses.ts';
import { startMinio } from '../../servers/harness/minio.ts';
import { startPostgres } from '../../servers/harness/postgres.ts';
import { targetOf } from '../../servers/target-of.ts';
import { startMedia } from '../../support/open-library.ts';

export interface BenchServers {
  readonly library: ServersLibrary;
  readonly s3: S3Target;
  close(): Promise<void>;
}

/** A library as the main process has it, over a PostgreSQL and a MinIO that run for this bench alone. */
export async function openOnServers(folder: string): Promise<BenchServers> {
  const [postgres, minio] = await Promise.all([startPostgres(), startMinio()]);
  const database = 'bench';
  await postgres.createDatabase(database);
  const engine = openPg({ connectionString: databaseUrl(postgres, database) });
  await adoptDatabase(engine, planAdoption(await inspectDatabase(engine.db)).hash);
  await engine.close();
  const s3 = { ...minio, bucketPrefix: 'bench-' };
  await openS3Store(s3).ensureBuckets();
  const media = startMedia();
  await mkdir(folder, { recursive: true });
  const library = await openServersLibrary(targetOf({ postgres, database, s3 }), {
    desktopId: crypto.randomUUID(),
    appVersion: '0.0.0',
    media,
    settings: await openSettings(folder),
    publish: () => undefined,
    folders: { spool: join(folder, 'incoming'), resources: join(projectRoot, 'resources') },
    firstBrandName: () => 'Bench',
    onExit: () => undefined,
  });
  return {
    library,
    s3,
    close: async () => {
      await library.close();
      media.dispose();
      await Promise.all([postgres.stop(), minio.stop()]);
    },
  };
}
