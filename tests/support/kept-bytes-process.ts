/** A library in a process of its own that is handed bytes and ends itself without a word: half way, or when it has them. */
import { z } from 'zod';
import { brandIdSchema } from '../../shared/domain/ids.ts';
import { noise } from './drop-files.ts';
import { handOver, keepBytes } from './kept-bytes.ts';
import { openLibrary, startMedia } from './open-library.ts';

const { folder, brandId, size, seed, half } = z
  .object({ folder: z.string(), brandId: brandIdSchema, size: z.int(), seed: z.int(), half: z.boolean() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const { ingest } = await openLibrary({ folder, media: startMedia() });
await ingest.pause({ batchId: null });
const target = { brandId, projectId: null, foldersAsProjects: false, tags: [] };
const file = { name: 'pasted.bin', bytes: noise(size, seed), target };
if (half) await handOver(ingest, file, 1);
else await keepBytes(ingest, file);
process.kill(process.pid, 'SIGKILL');
