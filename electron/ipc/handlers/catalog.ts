import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function catalogHandlers({ session }: AppParts): AreaHandlers<'catalog'> {
  /** A change of brands or projects, told to the window. */
  async function changing<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    session.library.changes.catalog();
    return result;
  }

  return {
    'catalog.get': () => session.library.library.catalog(),
    'catalog.createBrand': (input) => changing(session.library.library.createBrand(input)),
    'catalog.updateBrand': (input) => changing(session.library.library.updateBrand(input)),
    'catalog.createProject': (input) => changing(session.library.library.createProject(input)),
    'catalog.updateProject': (input) => changing(session.library.library.updateProject(input)),
    'catalog.tags': (input) => session.library.library.tags(input),
  };
}
