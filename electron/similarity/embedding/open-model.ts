import type { ClipModelId, EmbeddingChoice } from '../../../shared/domain/servers.ts';
import type { MediaClient } from '../../media/client.ts';
import { MediaError } from '../../media/errors.ts';
import { type AvailableEmbedder, EmbedderAway, type EmbedderProblem } from '../embedders/available.ts';
import { CLASSIC_MODEL, VISUAL_MODEL } from '../embedders/builtin/names.ts';
import { createEndpointEmbedder } from '../embedders/endpoint/embedder.ts';
import { createMediaEmbedder } from '../embedders/media-embedder.ts';
import type { Embedder, ImageSource } from '../embedders/port.ts';
import { markOf } from './decisions.ts';
import type { KnownModel } from './state.ts';

/** Long side of the pictures that endpoints are sent. */
const sentSide = 512;

export interface ModelParts {
  readonly media: Pick<MediaClient, 'embed' | 'jpeg'>;
  /** Folder of the files that ship with the app. */
  readonly resourcesDir: string;
  /** CLIP in the app itself; null where this program has none. */
  readonly createClip: ((model: ClipModelId) => Embedder) | null;
  readonly fetch: typeof fetch;
  /** The bearer key for an address; null when there is none for exactly this one. */
  readonly keyFor: (url: string) => string | null;
  readonly onChange: () => void;
}

/** What is known of the in-app models without running them. */
export function describeInApp(
  choice: Exclude<EmbeddingChoice, { kind: 'endpoint' }>,
  embedder: Embedder,
): KnownModel {
  return { choice, dimensions: embedder.dimensions, text: embedder.supports.text, fingerprint: null };
}

/** Null when the model can't be had in this program. */
export function openInApp(
  choice: Exclude<EmbeddingChoice, { kind: 'endpoint' }>,
  parts: ModelParts,
): Embedder | null {
  if (choice.kind === 'builtin') return createMediaEmbedder(parts.media, parts.resourcesDir);
  return parts.createClip === null ? null : parts.createClip(choice.model);
}

/** Opens a model that vectors are stored under. Nothing is sent or loaded before it is first used. */
export function openModel(id: string, known: KnownModel, parts: ModelParts): AvailableEmbedder {
  const { choice, text } = known;
  if (choice.kind !== 'endpoint') {
    const embedder = openInApp(choice, parts);
    return embedder === null ? unavailable(id, known) : inApp(id, embedder, parts.onChange);
  }
  const mark = markOf(known);
  if (mark === null) return unavailable(id, known);
  return createEndpointEmbedder({
    model: id,
    choice,
    text,
    mark,
    key: parts.keyFor(choice.url),
    fetch: parts.fetch,
    toJpeg: (source, signal) => toJpeg(parts.media, source, signal),
    onChange: parts.onChange,
  });
}

async function toJpeg(
  media: Pick<MediaClient, 'jpeg'>,
  source: ImageSource,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { jpeg } = await media.jpeg({ source, side: sentSide }, signal === undefined ? {} : { signal });
  return jpeg;
}

/** Another of the app's own models than the one that is meant: the one runs where the other can't be loaded. */
export class OtherInAppModel extends EmbedderAway {
  readonly model: string;
  readonly vector: Float32Array;

  constructor(model: string, vector: Float32Array) {
    super('wrong_model');
    this.model = model;
    this.vector = vector;
  }
}

/** An embedder of this computer: away only where its files are missing, or another model stands in for it. */
function inApp(id: string, embedder: Embedder, onChange: () => void): AvailableEmbedder {
  let problem: EmbedderProblem | null = null;
  const { embedText } = embedder;

  function setProblem(next: EmbedderProblem | null): void {
    if (problem === next) return;
    problem = next;
    onChange();
  }

  async function use(work: () => Promise<Float32Array>): Promise<Float32Array> {
    try {
      const vector = await work();
      if (embedder.model !== id) throw new OtherInAppModel(embedder.model, vector);
      setProblem(null);
      return vector;
    } catch (error) {
      if (error instanceof OtherInAppModel) setProblem('wrong_model');
      if (!(error instanceof MediaError) || error.code !== 'model_missing') throw error;
      setProblem('model_missing');
      throw new EmbedderAway('model_missing', error);
    }
  }

  return {
    model: id,
    dimensions: embedder.dimensions,
    supports: embedder.supports,
    picturesAtOnce: 1,
    get problem() {
      return problem;
    },
    embedImage: (source, signal) => use(() => embedder.embedImage(source, signal)),
    ...(embedText !== undefined && {
      embedText: (words: string, signal?: AbortSignal) => use(() => embedText(words, signal)),
    }),
    // Whether the files are there shows when the next picture is tried.
    wake: () => setProblem(null),
    close: () => undefined,
  };
}

/** A model that this program can't open, such as one of a later version. */
function unavailable(id: string, { dimensions, text }: KnownModel): AvailableEmbedder {
  const away = async (): Promise<never> => {
    throw new EmbedderAway('model_missing');
  };
  return {
    model: id,
    dimensions,
    supports: { image: true, text },
    picturesAtOnce: 1,
    problem: 'model_missing',
    embedImage: away,
    ...(text && { embedText: away }),
    wake: () => undefined,
    close: () => undefined,
  };
}

export const isBuiltinModel = (id: string): boolean => id === VISUAL_MODEL || id === CLASSIC_MODEL;
