import type { ClipModelId } from '../../../shared/domain/servers.ts';

/** One file of a model, as its repository names it. */
export interface ModelFile {
  /** Below the model's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Whether `bytes` is known for sure; otherwise it is about right until the server tells. */
  readonly exact: boolean;
  /** Lower-case hex of the SHA-256, whole or its beginning; null where only the server can tell. */
  readonly sha256: string | null;
}

export interface ClipModel {
  readonly id: ClipModelId;
  /** On the hub, and below a mirror's address. */
  readonly repository: string;
  /** The branch or commit that is downloaded. */
  readonly revision: string;
  /** What vectors are stored under: the weights and their quantisation decide over them. */
  readonly identity: string;
  readonly dimensions: number;
  readonly languages: 'english' | 'many';
  readonly files: readonly ModelFile[];
}

const about = (path: string, bytes: number): ModelFile => ({ path, bytes, exact: false, sha256: null });

/** Small files first: a wrong address or a missing file shows before minutes have been spent. */
export const clipModels: Readonly<Record<ClipModelId, ClipModel>> = {
  'clip-vit-base-patch32': {
    id: 'clip-vit-base-patch32',
    repository: 'Xenova/clip-vit-base-patch32',
    revision: 'main',
    identity: 'clip:Xenova/clip-vit-base-patch32:q8',
    dimensions: 512,
    languages: 'english',
    files: [
      about('config.json', 4_600),
      about('preprocessor_config.json', 500),
      about('tokenizer_config.json', 900),
      about('tokenizer.json', 2_220_000),
      {
        path: 'onnx/text_model_quantized.onnx',
        bytes: 64_504_507,
        exact: true,
        sha256: '73baab855d406190da9faa498cfedf65',
      },
      {
        path: 'onnx/vision_model_quantized.onnx',
        bytes: 89_117_001,
        exact: true,
        sha256: '583fd1110a514667812fee7d684952aaf82a99b959760c8d7dca7e0ab9839299',
      },
    ],
  },
  'siglip2-base-patch16-224': {
    id: 'siglip2-base-patch16-224',
    repository: 'onnx-community/siglip2-base-patch16-224-ONNX',
    revision: 'main',
    identity: 'clip:onnx-community/siglip2-base-patch16-224-ONNX:q8',
    dimensions: 768,
    languages: 'many',
    files: [
      about('config.json', 460),
      about('preprocessor_config.json', 400),
      about('tokenizer_config.json', 47_200),
      about('tokenizer.json', 34_400_000),
      about('onnx/vision_model_quantized.onnx', 95_000_000),
      about('onnx/text_model_quantized.onnx', 283_000_000),
    ],
  },
};
