import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { AppError } from '../../errors.ts';
import { EmbedderAway } from '../embedders/available.ts';
import { VISUAL_MODEL } from '../embedders/builtin/names.ts';
import { connectEndpoint } from '../embedders/endpoint/connect.ts';
import { EndpointError } from '../embedders/endpoint/error.ts';
import { identify, packFingerprint } from './decisions.ts';
import type { ModelParts } from './open-model.ts';
import { describeInApp, openInApp } from './open-model.ts';
import type { EmbeddingState, KnownModel } from './state.ts';

export interface Identified {
  readonly known: KnownModel;
  /** The name that its vectors are stored under, given the models that the library knows. */
  readonly idAmong: (models: EmbeddingState['models']) => string;
}

/**
 * Finds out which model a choice stands for, asking it where it has to be asked.
 *
 * @throws AppError `server_part_failed` with `part` and `cause`, `model_missing`.
 */
export async function identifyChoice(
  choice: EmbeddingChoice,
  key: string | null,
  parts: Omit<ModelParts, 'keyFor' | 'onChange'>,
  signal: AbortSignal,
): Promise<Identified> {
  if (choice.kind === 'endpoint') {
    try {
      const found = await connectEndpoint(choice, { key, fetch: parts.fetch, signal });
      const { dimensions, text, fingerprint, model } = found;
      return {
        known: { choice, dimensions, text, fingerprint: packFingerprint(fingerprint) },
        idAmong: (models) => identify(models, choice.adapter, model, found),
      };
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      const details = { part: 'embedding', cause: error.why, ...error.facts.details };
      const cause = new EmbedderAway(error.why, error);
      throw new AppError('server_part_failed', 'The endpoint can not be used', details, error.passes, cause);
    }
  }
  const embedder = openInApp(choice, { ...parts, keyFor: () => null, onChange: () => undefined });
  if (embedder === null) throw new AppError('model_missing', 'The model is not in this program');
  const known = describeInApp(choice, embedder);
  if (choice.kind === 'builtin') return { known, idAmong: () => VISUAL_MODEL };
  try {
    // Whether its files are here, and load.
    await embedder.embedText?.('a picture', signal);
  } catch (error) {
    throw new AppError('model_missing', 'The model is not on this computer', {}, false, error);
  }
  return { known, idAmong: () => embedder.model };
}
