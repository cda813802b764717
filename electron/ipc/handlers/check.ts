import { AppError } from '../../errors.ts';
import { exportFindings } from '../../library-check/export.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

/** What the system says of a place that can't be written to. */
function fileError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('disk_full', 'No space for the list', {}, true, error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT')
    return new AppError('permission_denied', 'The list may not be written there', {}, false, error);
  return error;
}

export function checkHandlers({ session, dialogs }: AppParts): AreaHandlers<'check'> {
  const check = () => session.library.check;
  return {
    'check.status': () => check().status(),
    'check.start': (input) => check().start(input),
    'check.cancel': () => check().cancel(),
    'check.findings': ({ kind, offset, limit }) => check().findings(kind, offset, limit),
    'check.export': async ({ format }) => {
      const day = new Date().toISOString().slice(0, 10);
      const path = await dialogs.saveFile(`Sparklio check ${day}.${format}`);
      if (path === null) return { saved: false };
      await exportFindings(check().all(), format, path).catch((error: unknown) => {
        throw fileError(error);
      });
      return { saved: true };
    },
    'check.repairFiles': async ({ from }) => {
      const folders = from === 'former' ? null : await dialogs.chooseFiles('folder');
      if (folders !== null && folders.length === 0) return { chosen: false, files: 0, restored: 0, left: 0 };
      return { chosen: true, ...(await check().repairFiles(folders)) };
    },
    'check.makeRenditions': () => check().makeRenditions(),
    'check.trashMissing': () => check().trashMissing(),
    'check.restoreAssets': ({ ids, brandId }) => check().restoreAssets(ids, brandId),
    'check.decide': ({ selection, state }) => check().decide(selection, state),
  };
}
