/** A library in a process of its own that puts a new file into an asset and ends itself, without a word, at a step. */
import { z } from 'zod';
import { onStep } from '../../electron/steps.ts';
import { assetIdSchema } from '../../shared/domain/ids.ts';
import { openLibrary, startMedia } from './open-library.ts';

const { folder, path, assetId, endAt } = z
  .object({ folder: z.string(), path: z.string().nullable(), assetId: assetIdSchema, endAt: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

onStep(({ name }) => {
  // The helpers notice by themselves that they are alone.
  if (name === endAt) process.kill(process.pid, 'SIGKILL');
});
const library = await openLibrary({ folder, media: startMedia() });
if (path === null) {
  await library.versions.restore({ id: assetId, number: 1 });
  await library.versions.remove({ id: assetId, numbers: [2] });
} else {
  const place = await library.versions.placeOf(assetId);
  await library.ingest.replace({ assetId, ...place, path });
}
