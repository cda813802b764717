import { AppError } from '../../errors.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

/** What the system says of a place that can't be written to. */
function fileError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk_full', 'No space for the report', {}, true, error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') {
    return new AppError('permission_denied', 'The report may not be written there', {}, false, error);
  }
  return error;
}

export function relocationHandlers({ relocations, dialogs }: AppParts): AreaHandlers<'relocation'> {
  return {
    'relocation.preview': ({ from, to }) => relocations.preview(from, to),
    'relocation.start': ({ from, to }) => relocations.start(from, to),
    'relocation.current': async () => ({ relocation: relocations.current }),
    'relocation.pause': () => relocations.pause(),
    'relocation.resume': () => relocations.resume(),
    'relocation.cancel': () => relocations.cancel(),
    'relocation.saveReport': async () => {
      const { current } = relocations;
      if (current === null) throw new AppError('not_found', 'There was no move');
      const path = await dialogs.saveFile(`Sparklio ${current.startedAt.slice(0, 10)}.csv`);
      if (path === null) return { saved: false };
      await relocations.saveReport(path).catch((error: unknown) => {
        throw fileError(error);
      });
      return { saved: true };
    },
    'relocation.removeSource': ({ confirm }) => relocations.removeSource(confirm),
  };
}
