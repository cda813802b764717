import type { EndpointAdapter as AdapterName } from '../../../../shared/domain/servers.ts';

/** How one server wants to be asked; found out when it is first reached. */
export interface Manner {
  /** Below the address that the person gave. */
  readonly path: string;
  readonly encoding: 'base64' | 'float';
  /** As the server names it; null where it is not to be named. */
  readonly model: string | null;
}

/** What is sent: JSON, or a form. */
export type Body = { readonly json: unknown } | { readonly form: FormData };

export interface Reply {
  /** One for each input, in the order of the inputs, as the server made them. */
  readonly vectors: readonly Float32Array[];
  /** The model that the server says it used. */
  readonly model: string | null;
}

/** One kind of embedding server: builds its requests and reads its replies, and does neither I/O nor waiting. */
export interface EndpointAdapter {
  readonly name: AdapterName;
  /** Pictures that one request may carry. */
  readonly imagesPerRequest: number;
  /** Requests that are worth having on their way at once. */
  readonly requestsAtOnce: number;
  /** Where the call may be found below the address, likeliest first. */
  readonly paths: readonly string[];
  /** In the order of preference. */
  readonly encodings: readonly Manner['encoding'][];
  /** Where the server lists its models, if it does. */
  readonly modelPaths: readonly string[];
  /** Pictures are sent where words could stand: a server that knows words only would take the data URI for words. */
  readonly picturesAsWords: boolean;
  /** Whether a request can't go without a model's name. */
  readonly needsModel: boolean;
  images(jpegs: readonly Uint8Array[], manner: Manner): Body;
  text(text: string, manner: Manner): Body;
  /**
   * Reads a reply to `count` inputs. Numbers are not judged here: what is no number becomes NaN.
   *
   * @throws EndpointError `wrong_adapter` when the reply has another shape, `bad_vector` when a vector is missing.
   */
  read(reply: unknown, count: number): Reply;
}

export const dataUri = (jpeg: Uint8Array): string =>
  `data:image/jpeg;base64,${Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString('base64')}`;
