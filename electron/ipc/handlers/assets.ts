import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';
import { CopyRuns } from './copy-runs.ts';

export function assetsHandlers({ session, dialogs, publish }: AppParts): AreaHandlers<'assets'> {
  const runs = new CopyRuns((progress) => publish('assets.copying', progress));
  const library = () => session.library.library;

  /** An edit that may change which assets a list holds, and in which order. */
  async function editing<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    session.library.changes.assets();
    return result;
  }

  return {
    'assets.page': (input) => library().page(input),
    'assets.outline': (input) => library().outline(input),
    'assets.ids': (input) => library().ids(input),
    'assets.facets': (input) => library().facets(input),
    'assets.get': (input) => library().get(input),
    'assets.summaries': (input) => library().summaries(input),
    'assets.commonTags': (input) => library().commonTags(input),
    'assets.downloadUrls': ({ ids }) => session.library.copies.downloadUrls(ids),
    'assets.original': async ({ id }) => ({ state: await session.library.copies.original(id) }),
    'assets.saveCopies': async ({ ids, metadata, run, intoFolderOf }) => {
      const folder = runs.folderOf(intoFolderOf) ?? (await dialogs.chooseDestination());
      if (folder === null) return { saved: 0, failed: [] };
      return await runs.during(run, folder, (signal, onProgress) =>
        session.library.copies.save(ids, folder, { metadata, signal, onProgress }),
      );
    },
    'assets.cancelCopies': async ({ run }) => {
      runs.cancel(run);
      return {};
    },
    'assets.tag': async (input) => {
      const reply = await editing(library().tag(input));
      session.library.changes.tags();
      return reply;
    },
    'assets.rate': (input) => editing(library().rate(input)),
    'assets.label': (input) => editing(library().label(input)),
    'assets.annotate': (input) => editing(library().annotate(input)),
    'assets.rename': (input) => editing(library().rename(input)),
    'assets.move': (input) => editing(library().move(input)),
    'assets.trash': (input) => editing(library().trash(input)),
    'assets.restore': (input) => editing(library().restore(input)),
    'assets.undo': async (input) => {
      const reply = await editing(library().undo(input));
      session.library.changes.tags();
      return reply;
    },
    'assets.purge': async ({ ids }) => ({ purged: await editing(session.library.purge(ids)) }),
    'assets.retryRenditions': async ({ ids }) => {
      await editing(session.library.jobs.renderAgain(ids));
      return {};
    },
  };
}
