import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function watchHandlers({ session, dialogs, showFolder }: AppParts): AreaHandlers<'watch'> {
  const watch = () => session.library.watch;

  return {
    'watch.folders': () => ({ folders: watch().list() }),
    'watch.choose': async () => {
      const path = await dialogs.chooseDestination();
      return { choice: path === null ? null : await watch().inspect(path) };
    },
    'watch.add': (input) => watch().add(input),
    'watch.update': (input) => watch().update(input),
    'watch.pause': (input) => watch().pause(input),
    'watch.locate': async ({ id }) => {
      const path = await dialogs.chooseDestination();
      return path === null ? { folder: null, problem: null } : await watch().locate(id, path);
    },
    'watch.look': ({ id }) => {
      watch().look(id);
      return {};
    },
    'watch.files': (input) => watch().files(input),
    'watch.show': async ({ id }) => {
      await showFolder(await watch().pathOf(id));
      return {};
    },
    'watch.remove': async ({ id }) => {
      await watch().remove(id);
      return {};
    },
  };
}
