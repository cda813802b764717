import type { EmbeddingStatus } from '../../../shared/contract/embedding.ts';
import type { ClipModelId } from '../../../shared/domain/servers.ts';
import { AppError } from '../../errors.ts';
import { clipModels } from '../../similarity/clip/catalogue.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

type ClipHandlers = Pick<
  AreaHandlers<'embedding'>,
  'embedding.clip' | 'embedding.downloadClip' | 'embedding.cancelClip' | 'embedding.removeClip'
>;

/** @param embedding the status of the open library's embedder; rejects when no library is open */
export function clipHandlers(
  { clip, dialogs }: { clip: AppParts['clip']; dialogs: Pick<AppParts['dialogs'], 'chooseFiles'> },
  embedding: () => Promise<EmbeddingStatus>,
): ClipHandlers {
  async function isInUse(model: ClipModelId): Promise<boolean> {
    const status = await embedding().catch(() => null);
    if (status === null) return false;
    const { choice, searching } = status;
    return (choice.kind === 'clip' && choice.model === model) || searching === clipModels[model].identity;
  }

  const stateOf = async (model: ClipModelId) => {
    const state = (await clip.states()).find((known) => known.model === model);
    if (state === undefined) throw new AppError('not_found', 'No such model');
    return state;
  };

  return {
    'embedding.clip': async () => ({ models: await clip.states() }),
    'embedding.downloadClip': async ({ model, from }) => {
      if (from.kind !== 'folder') return clip.download(model, from);
      const [path] = await dialogs.chooseFiles('folder');
      return path === undefined ? stateOf(model) : clip.download(model, { kind: 'folder', path });
    },
    'embedding.cancelClip': ({ model }) => clip.cancel(model),
    'embedding.removeClip': async ({ model }) => {
      if (await isInUse(model)) {
        throw new AppError('model_in_use', 'The open library is searched by this model', { model });
      }
      return clip.remove(model);
    },
  };
}
