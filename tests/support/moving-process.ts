/** A move in a process of its own, for tests that kill it. Options as JSON; says `moving` once it has begun. */
import { z } from 'zod';
import type { ServerTarget } from '../../electron/connection/target.ts';
import { openLocalEnd, openServersEnd } from '../../electron/relocation/end.ts';
import { Relocations } from '../../electron/relocation/relocations.ts';
import { profileIdSchema } from '../../shared/domain/servers.ts';
import { localPlace } from './moving.ts';

const options = z
  .object({
    folder: z.string(),
    target: z.custom<ServerTarget>((value) => typeof value === 'object'),
    to: profileIdSchema,
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const place = await localPlace(options.folder);
const relocations = await Relocations.open({
  folder: `${options.folder}/relocation`,
  openEnd: (id, use) => (id === 'local' ? openLocalEnd(place) : openServersEnd(options.target, use)),
  nameOf: (id) => id,
  openLibrary: async () => undefined,
  publish: () => undefined,
  onArrived: () => undefined,
});
await relocations.start('local', options.to);
console.log('moving');
