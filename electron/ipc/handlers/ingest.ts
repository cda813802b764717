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
    'ingest.finishBytes': (input) => ingest().finishBytes(input),
    'ingest.batches': () => ({ batches: session.library.board.batches() }),
    'ingest.files': (input) => session.library.board.files(input),
    'ingest.cancel': async (input) => {
      await ingest().cancel(input);
      return {};
    },
    'ingest.retry': (input) => {
      ingest().retry(input);
      return {};
    },
    'ingest.keepDuplicate': async (input) => {
      await ingest().keepDuplicate(input);
      return {};
    },
    'ingest.dismiss': async (input) => {
      await ingest().dismiss(input);
      return {};
    },
  };
}
