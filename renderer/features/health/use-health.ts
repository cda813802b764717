import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useLibraryStatus } from '../../app/use-library.ts';

/** How the parts of the open library are. Kept true by `health.changed`. */
export function useHealth() {
  const { status } = useLibraryStatus();
  return useQuery({
    queryKey: queryKeys.health(),
    queryFn: () => client.health.get({}),
    enabled: status?.state === 'open',
  });
}
