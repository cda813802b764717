import type { LibraryStatus } from '@shared/contract/library.ts';
import { useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { enterLibrary } from './enter-library.ts';
import { queryKeys } from './query-keys.ts';

/** Whether a library is open; undefined until the first answer. Kept true by `library.statusChanged`. */
export function useLibraryStatus(): { status: LibraryStatus | undefined; error: unknown } {
  const { data, error } = useQuery({
    queryKey: queryKeys.libraryStatus(),
    queryFn: async () => enterLibrary(await client.library.status({})),
  });
  return { status: data, error };
}

/** Brands, projects and counts of the sidebar. */
export function useCatalog() {
  const { status } = useLibraryStatus();
  return useQuery({
    queryKey: queryKeys.catalog(),
    queryFn: () => client.catalog.get({}),
    enabled: status?.state === 'open',
  });
}

/** Versions and platform; they never change while the app runs. */
export function useAppInfo() {
  return useQuery({ queryKey: queryKeys.info(), queryFn: () => client.app.info({}) });
}
