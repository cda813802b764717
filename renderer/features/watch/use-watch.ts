import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useLibraryStatus } from '../../app/use-library.ts';

/** The watched folders; kept true by `watch.changed`. */
export function useWatchFolders() {
  const { status } = useLibraryStatus();
  return useQuery({
    queryKey: queryKeys.watchFolders(),
    queryFn: () => client.watch.folders({}),
    enabled: status?.state === 'open',
  });
}
