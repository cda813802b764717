import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalPlace } from '../../../electron/connection/local-place.ts';
import type { ServerTarget } from '../../../electron/connection/target.ts';
import { type LibraryEnd, openLocalEnd, openServersEnd } from '../../../electron/relocation/end.ts';
import { Relocations } from '../../../electron/relocation/relocations.ts';
import { prepareTemplate } from '../../../scripts/template/prepare.ts';
import { contract } from '../../../shared/contract/index.ts';
import type { Relocation } from '../../../shared/contract/relocation.ts';
import { type ProfileId, profileIdSchema } from '../../../shared/domain/servers.ts';
import { listMultiparts, listObjects } from '../../support/consistency.ts';
import { describeLibrary, localPlace } from '../../support/moving.ts';
import { clientOf } from '../../support/s3-client.ts';
import type { S3Target } from '../addresses.ts';

export const profileId: ProfileId = profileIdSchema.parse('0c5be1a4-93a8-4ab0-8e3e-9f5b1e6b7c11');

export interface Computer {
  readonly folder: string;
  readonly place: LocalPlace;
  readonly local: LibraryEnd;
  readonly told: Relocation[];
  relocations: Relocations;
  /** The app's next life. */
  restart(): Promise<void>;
  /** Until the move came to an end of some kind. */
  ended(): Promise<Relocation>;
  move(direction?: 'there' | 'back'): Promise<Relocation>;
  close(): Promise<void>;
}

/** A computer with a library of its own and a profile of servers. */
export async function computer(target: () => ServerTarget): Promise<Computer> {
  await prepareTemplate();
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-moving-'));
  const place = await localPlace(folder);
  const local = await openLocalEnd(place);
  const told: Relocation[] = [];
  const open = () =>
    Relocations.open({
      folder: join(folder, 'relocation'),
      openEnd: (id, use) => (id === 'local' ? openLocalEnd(place) : openServersEnd(target(), use)),
      nameOf: (id) => (id === 'local' ? 'Sparklio' : 'Servers'),
      openLibrary: async () => undefined,
      publish: (name, payload) => {
        if (name === 'relocation.changed') told.push(contract.relocation.changed.payload.parse(payload));
      },
      onArrived: () => undefined,
    });
  const made: Computer = {
    folder,
    place,
    local,
    told,
    relocations: await open(),
    async restart() {
      await made.relocations.close();
      made.relocations = await open();
    },
    async ended() {
      for (;;) {
        const { current } = made.relocations;
        if (current !== null && ['done', 'failed', 'cancelled'].includes(current.state)) return current;
        await delay(20);
      }
    },
    async move(direction = 'there') {
      await (direction === 'there'
        ? made.relocations.start('local', profileId)
        : made.relocations.start(profileId, 'local'));
      return await made.ended();
    },
    async close() {
      await made.relocations.close();
      await local.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return made;
}

/** Keys of objects, and open multipart uploads, that none of these assets has. */
export async function leftovers(end: LibraryEnd, s3: S3Target, ids: readonly string[]): Promise<string[]> {
  const client = clientOf(s3);
  const { assets: bucket } = end.store.buckets;
  const { objects } = await describeLibrary(end, ids);
  const keys = [...(await listObjects(client, bucket)).keys()].filter((key) => objects[key] === undefined);
  const open = await listMultiparts(client, bucket);
  return [...keys, ...open.map(({ key }) => `multipart ${key}`)];
}
