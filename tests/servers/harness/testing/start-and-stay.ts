/** A run that starts servers and never ends by itself, for the test that kills it. Prints their ports. */
import { setTimeout as delay } from 'node:timers/promises';
import { startOtherS3 } from '../minio.ts';
import { startPostgres } from '../postgres.ts';

const [postgres, s3] = await Promise.all([startPostgres(), startOtherS3()]);
console.log(JSON.stringify([postgres.port, s3.port]));
await delay(600_000);
