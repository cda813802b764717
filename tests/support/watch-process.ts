/**
 * A whole library in a process of its own that watches a folder and ends itself without a word at a named step, as when
 * the power goes. Options as JSON.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { onStep } from '../../electron/steps.ts';
import { brandIdSchema } from '../../shared/domain/ids.ts';
import { openLibrary, startMedia } from './open-library.ts';
import { watchFolder } from './watch-request.ts';

const { folder, watched, brandId, first, at, times } = z
  .object({
    folder: z.string(),
    watched: z.string(),
    brandId: brandIdSchema,
    /** The folder is not watched yet. */
    first: z.boolean(),
    /** The step, and how often it is passed before. */
    at: z.string(),
    times: z.int().min(0),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

let passed = 0;
onStep(({ name }) => {
  if (name !== at) return;
  passed += 1;
  if (passed > times) process.kill(process.pid, 'SIGKILL');
});

const library = await openLibrary({
  folder,
  media: startMedia(),
  watch: {
    trash: (path) => rm(path),
    ownFolders: [join(folder, 'database')],
    timing: { quietMs: 100, gatherMs: 30, clearMs: 100 },
  },
});
if (first) await watchFolder(library, { path: watched, brandId, cleared: true });
