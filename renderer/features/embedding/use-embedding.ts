import type { EmbeddingChoice } from '@shared/domain/servers.ts';
import { useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { client } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useLibraryStatus } from '../../app/use-library.ts';

/** Pictures come and go without a word of the embedder. */
const liveMs = 5000;

/**
 * The embedder of the open library. Kept true by `embedding.changed`, except for the number of pictures.
 *
 * @param live the number of pictures, too, is to be true within seconds
 */
export function useEmbedding({ live = false }: { live?: boolean } = {}) {
  const { status } = useLibraryStatus();
  return useQuery({
    queryKey: queryKeys.embedding(),
    queryFn: () => client.embedding.status({}),
    enabled: status?.state === 'open',
    ...(live && { staleTime: 0, refetchInterval: liveMs }),
  });
}

/** The CLIP models and what is here of them. Kept true by `embedding.clipChanged`. */
export function useClipModels() {
  return useQuery({
    queryKey: queryKeys.clipModels(),
    queryFn: async () => client.embedding.clip({}),
    // Files may have been put there past the app.
    staleTime: 0,
  });
}

interface FormerChoice {
  /** What was used before the last change made from this window; the way back to an endpoint. */
  choice: EmbeddingChoice | null;
}
export const useFormerChoice = create<FormerChoice>()(() => ({ choice: null }));

/** Changes the embedder of the open library. The key goes to the main process and stays nowhere here. */
export async function chooseEmbedder(choice: EmbeddingChoice, key: string | null) {
  const before = await client.embedding.status({}).catch(() => null);
  const status = await client.embedding.choose({ choice, key });
  useFormerChoice.setState({ choice: before?.choice ?? null });
  queryClient.setQueryData(queryKeys.embedding(), status);
  return status;
}
