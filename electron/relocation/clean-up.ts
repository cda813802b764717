import { log } from '../log.ts';
import type { LibraryEnd } from './end.ts';
import type { RelocationJournal } from './journal.ts';
import { unnamed } from './remove-assets.ts';

/** Removes what a move put at the destination and did not come to give an asset: objects, and parts of some. */
export async function removeUnfinished(destination: LibraryEnd, journal: RelocationJournal): Promise<void> {
  const { store } = destination;
  for (const [, { keys, multiparts }] of journal.intents) {
    for (const key of keys) {
      const ref = { bucket: store.buckets.assets, key };
      // It may have been begun without being noted.
      const upload = multiparts.get(key) ?? (await store.findMultipart(ref));
      if (upload !== null) await store.abortMultipart(ref, upload);
    }
    const free = await unnamed(destination, keys);
    await store.remove(free.map((key) => ({ bucket: store.buckets.assets, key })));
  }
  log.info('cleared away after a cancelled move', { assets: journal.intents.size });
}
