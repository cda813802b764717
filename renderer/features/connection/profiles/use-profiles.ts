import { useQuery } from '@tanstack/react-query';
import { client } from '../../../app/client.ts';
import { queryKeys } from '../../../app/query-keys.ts';

/** The profiles, without their secrets, and which library is open. Kept true by `connection.profilesChanged`. */
export function useProfiles() {
  return useQuery({ queryKey: queryKeys.profiles(), queryFn: () => client.connection.profiles({}) });
}
