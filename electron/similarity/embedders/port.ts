/** Where a picture's bytes come from. A URL is a presigned GET: never to be logged or sent on. */
export type ImageSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> };

/**
 * Turns pictures, and with some models words, into vectors that lie close together when their subjects do.
 *
 * Vectors have `dimensions` numbers and length 1, and are comparable only with vectors of the same `model`.
 */
export interface Embedder {
  /** Stored beside every vector; changes whenever the vectors of the same picture would. */
  readonly model: string;
  readonly dimensions: number;
  readonly supports: { readonly image: true; readonly text: boolean };
  embedImage(source: ImageSource, signal?: AbortSignal): Promise<Float32Array>;
  /** Present exactly when `supports.text`. */
  embedText?(text: string, signal?: AbortSignal): Promise<Float32Array>;
}
