/** A whole library in a process of its own, for tests that kill it. Takes a drop when given one; options as JSON. */
import { z } from 'zod';
import { onStep } from '../../electron/steps.ts';
import { brandIdSchema } from '../../shared/domain/ids.ts';
import { conflictPolicySchema } from '../../shared/domain/upload.ts';
import { openLibrary, startMedia } from './open-library.ts';

const { folder, paths, brandId, endAt, conflicts } = z
  .object({
    folder: z.string(),
    paths: z.array(z.string()),
    brandId: brandIdSchema,
    /** The step at which it ends itself without a word; left out where the test does that. */
    endAt: z.string().optional(),
    conflicts: conflictPolicySchema.optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

onStep(({ name }) => {
  if (name === endAt) process.kill(process.pid, 'SIGKILL');
});

const library = await openLibrary({ folder, media: startMedia() });
if (paths.length > 0) {
  const target = { brandId, projectId: null, foldersAsProjects: false, tags: [] };
  await library.ingest.addPaths({ paths, target, conflicts });
}
console.log('accepted');
