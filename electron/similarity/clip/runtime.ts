import { join } from 'node:path';
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import { MediaError, messageOf } from '../../media/errors.ts';
import { toUnitLength } from '../embedders/builtin/unit-length.ts';
import { readPreprocessor, readTextFiles } from './model-config.ts';
import { toPictureTensor } from './picture-tensor.ts';
import { createTextTokens } from './text-tokens.ts';

/** A model of the CLIP family, with its two halves loaded when they are first needed. */
export interface ClipRuntime {
  /**
   * @param input encoded bytes or a path
   * @returns a vector of length 1
   * @throws MediaError `model_missing`, `corrupt`, `truncated`, `unsupported`, `image_too_large`, `timeout`.
   */
  embedImage(input: Buffer | string): Promise<Float32Array>;
  /** A vector of length 1 near those of pictures that the words describe. @throws MediaError `model_missing`. */
  embedText(text: string): Promise<Float32Array>;
}

/** A projected vector under the names that exports of CLIP and of SigLIP give it, best first. */
const IMAGE_OUTPUTS = ['image_embeds', 'pooler_output'];
const TEXT_OUTPUTS = ['text_embeds', 'pooler_output'];

/** @param modelDir a folder with the files of one model, as its repository lays them out */
export function openClip(modelDir: string): ClipRuntime {
  const vision = once(async () => {
    const how = await readPreprocessor(modelDir);
    // Two pictures are under way at a time; a core each gives the most pictures a second.
    const session = await openSession(join(modelDir, 'onnx', 'vision_model_quantized.onnx'), 1);
    return { how, session };
  });
  const words = once(async () => {
    const tokens = createTextTokens(await readTextFiles(modelDir));
    // Somebody waits for a search.
    const session = await openSession(join(modelDir, 'onnx', 'text_model_quantized.onnx'), 2);
    return { tokens, session };
  });

  return {
    async embedImage(input) {
      const { how, session } = await vision();
      const { data, width, height } = await toPictureTensor(input, how);
      const { Tensor } = await import('onnxruntime-node');
      return project(
        session,
        { pixel_values: new Tensor('float32', data, [1, 3, height, width]) },
        IMAGE_OUTPUTS,
      );
    },
    async embedText(text) {
      const { tokens, session } = await words();
      const ids = tokens(text);
      const { Tensor } = await import('onnxruntime-node');
      const row = (values: readonly number[]): TypedTensor<'int64'> =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
      // Some exports ask for a mask too; nothing is hidden from them, since a single text has nothing beside it.
      const masked = session.inputNames.includes('attention_mask');
      const feeds = { input_ids: row(ids), ...(masked && { attention_mask: row(ids.map(() => 1)) }) };
      return project(session, feeds, TEXT_OUTPUTS);
    },
  };
}

async function project(
  session: InferenceSession,
  feeds: Record<string, Tensor>,
  names: readonly string[],
): Promise<Float32Array> {
  const name = names.find((wanted) => session.outputNames.includes(wanted));
  if (name === undefined) throw new MediaError('model_missing', 'The model gives no vector');
  const data = (await session.run(feeds, [name]))[name]?.data;
  if (!(data instanceof Float32Array) || !data.every(Number.isFinite)) {
    throw new MediaError('model_missing', 'The model gives no numbers');
  }
  return toUnitLength(data.slice());
}

async function openSession(path: string, threads: number): Promise<InferenceSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  return InferenceSession.create(path, { intraOpNumThreads: threads, interOpNumThreads: 1 });
}

/** Loads at first use. A failure is not remembered: the files may be there next time. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw new MediaError('model_missing', `The model can't be loaded: ${messageOf(error)}`);
    });
    return loading;
  };
}
