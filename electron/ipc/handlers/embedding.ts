import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function embeddingHandlers({
  session,
}: AppParts): Pick<AreaHandlers<'embedding'>, 'embedding.status' | 'embedding.probe' | 'embedding.choose'> {
  return {
    'embedding.status': () => session.library.embedding.status(),
    'embedding.probe': ({ choice, key }) => session.library.embedding.probe(choice, key),
    'embedding.choose': ({ choice, key }) => session.library.embedding.choose(choice, key),
  };
}
