import type { ProfileId } from '@shared/domain/servers.ts';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { queryClient } from '../../../app/query-client.ts';
import { queryKeys } from '../../../app/query-keys.ts';

/** Switches to another library. The window shows how it goes by the library's status; a refusal is said in a toast. */
export async function openLibrary(id: ProfileId | 'local'): Promise<void> {
  try {
    const status = await client.connection.open({ id });
    queryClient.setQueryData(queryKeys.libraryStatus(), status);
  } catch (error) {
    toastError(error);
  }
}
