import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function libraryHandlers({ session, addSample }: AppParts): AreaHandlers<'library'> {
  return {
    'library.status': () => session.status,
    'library.createLocal': async ({ sample, firstBrand }) => {
      const status = await session.open('local');
      if (status.state === 'open') {
        if (firstBrand !== null) {
          await session.library.library.createBrand({ name: firstBrand });
          // A page that was loaded anew for this library never hears the answer to this call.
          session.library.changes.catalog();
        }
        if (sample) await addSample();
      }
      return status;
    },
    'library.reopen': () => session.reopen(),
    'library.addSample': async () => ({ files: await addSample() }),
  };
}
