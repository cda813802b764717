import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function ingestHandlers({ session, dialogs }: AppParts): AreaHandlers<'ingest'> {
  const ingest = () => session.library.ingest;

  return {
    'ingest.addPaths': (input) => ingest().addPaths(input),
    'ingest.chooseFiles': async ({ kind, target }) => {
      const paths = await dialogs.chooseFiles(kind);
      if (paths.length === 0) return { batchId: null };
      return await ingest().addPaths({ paths: [...paths], target });
    },
    'ingest.beginBytes': (input) => ingest().beginBytes(input),
    'ingest.bytesSent': (input) => ingest().bytesSent(input),
    'ingest.finishBytes': (input) => ingest().finishBytes(input),
    'ingest.batches': () => {
      const { board } = session.library;
      return { batches: board.batches(), pausedAll: board.pausedAll };
    },
    'ingest.files': (input) => session.library.board.files(input),
    'ingest.cancel': async (input) => {
      await ingest().cancel(input);
      return {};
    },
    'ingest.retry': (input) => {
      ingest().retry(input);
      return {};
    },
    'ingest.pause': async (input) => {
      await ingest().pause(input);
      return {};
    },
    'ingest.resume': async (input) => {
      await ingest().resume(input);
      return {};
    },
    'ingest.onScreen': (input) => {
      ingest().onScreen(input);
      return {};
    },
    'ingest.decideDuplicates': async (input) => ({ settled: await ingest().decideDuplicates(input) }),
    'ingest.decideConflicts': async (input) => ({ settled: await ingest().decideConflicts(input) }),
    'ingest.picture': async (input) => ({ picture: await ingest().picture(input) }),
    'ingest.showFile': async ({ batchId, uploadId }) => {
      const { path } = session.library.board.upload(batchId, uploadId);
      if (path === null || !(await dialogs.showInFolder(path))) {
        throw new AppError('file_missing', 'The file is not there any more', {}, false);
      }
      return {};
    },
    'ingest.beginKept': (input) => ingest().beginKept(input),
    'ingest.keepSlice': (input) => ingest().keepSlice(input),
    'ingest.finishKept': (input) => ingest().finishKept(input),
    'ingest.history': async () => ({ drops: await session.library.history.drops() }),
    'ingest.historyFiles': (input) => session.library.history.files(input),
    'ingest.added': ({ batchId }) => session.library.history.addedRange(batchId),
    'ingest.undo': async ({ batchId }) => {
      const { library, versions, history, changes } = session.library;
      const restored = await versions.takeBack(await history.putVersions(batchId));
      const undone = await library.trash({ ids: await history.added(batchId) });
      changes.assets();
      return { ...undone, restored };
    },
    'ingest.forgetHistory': async ({ batchId }) => {
      await session.library.history.forget(batchId);
      return {};
    },
    'ingest.dismiss': async (input) => {
      await ingest().dismiss(input);
      return {};
    },
  };
}
