import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { isSameModel, type ModelMark } from '../embedders/endpoint/line.ts';
import type { EmbeddingState, KnownModel } from './state.ts';

/** Vectors of a model that serves for nothing are kept so long, so that going back to it costs nothing. */
export const keptDays = 7;

export const packFingerprint = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');

export function unpackFingerprint(packed: string): Float32Array {
  const bytes = Buffer.from(packed, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4));
}

/** What tells the vectors of an endpoint's model from those of another. */
export function markOf({ dimensions, fingerprint }: KnownModel): ModelMark | null {
  return fingerprint === null ? null : { dimensions, fingerprint: unpackFingerprint(fingerprint) };
}

/**
 * The name that an endpoint's vectors are stored under, such as `infinity:openai/clip-vit-base-patch32:512`. A model
 * that goes by the name of another one and sees the probe picture differently gets a number of its own.
 */
export function identify(
  models: EmbeddingState['models'],
  adapter: string,
  model: string,
  mark: ModelMark,
): string {
  const name = `${adapter}:${model === '' ? 'default' : model}:${mark.dimensions}`;
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}#${number}`;
    const known = models[id];
    if (known === undefined) return id;
    const knownMark = markOf(known);
    if (knownMark !== null && isSameModel(knownMark, mark)) return id;
  }
}

/**
 * The state after a model was chosen. Searches stay with the model that has vectors; where there are none, there is
 * nothing to wait for.
 *
 * @param searchable whether the model that is searched has vectors, and better ones to search than the chosen model
 */
export function afterChoice(
  state: EmbeddingState,
  choice: EmbeddingChoice,
  id: string,
  model: KnownModel,
  searchable: boolean,
): EmbeddingState {
  const { [id]: _, ...retired } = state.retired;
  return {
    ...state,
    choice,
    target: id,
    searching: searchable ? state.searching : id,
    searched: withModel(state.searched, state.searching),
    models: { ...state.models, [id]: model },
    retired,
  };
}

/** The state after the vectors of the target are complete. */
export function afterCompletion(state: EmbeddingState, target: string): EmbeddingState {
  if (state.target !== target || state.searching === target) return state;
  return { ...state, searching: target, searched: withModel(state.searched, target) };
}

const withModel = (models: readonly string[], model: string | null): string[] =>
  model === null ? [...models] : [...new Set([...models, model])];

/** Notes which models' vectors serve for nothing, and since when. */
export function retire(state: EmbeddingState, present: readonly string[], now: Date): EmbeddingState {
  const useless = present.filter((model) => model !== state.target && model !== state.searching);
  const retired = Object.fromEntries(
    useless.map((model) => [model, state.retired[model] ?? now.toISOString()]),
  );
  const same =
    Object.keys(retired).length === Object.keys(state.retired).length &&
    useless.every((model) => state.retired[model] !== undefined);
  return same ? state : { ...state, retired };
}

/** Models whose vectors have been useless for long enough. */
export function expired({ retired, target, searching }: EmbeddingState, now: Date): string[] {
  const before = now.getTime() - keptDays * 24 * 3600_000;
  return Object.entries(retired)
    .filter(([model, since]) => Date.parse(since) <= before && model !== target && model !== searching)
    .map(([model]) => model);
}
