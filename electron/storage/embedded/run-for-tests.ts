/** Runs the store as a process of its own, for tests that kill it: options as JSON in the first argument. */
import { z } from 'zod';
import { startEmbeddedStore } from './index.ts';

const options = z
  .object({
    dataDir: z.string(),
    port: z.int(),
    accessKey: z.string(),
    secretKey: z.string(),
    allowedOrigins: z.array(z.string()),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const store = await startEmbeddedStore(options);
console.log(`listening ${store.port}`);
process.once('SIGTERM', () => {
  void store.close().then(() => process.exit(0));
});
