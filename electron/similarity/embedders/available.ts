import type { Cause } from '../../../shared/contract/connection.ts';
import type { Embedder } from './port.ts';

/** Why an embedder can't be used on this computer now. `model_missing`: the files of an in-app model are not here. */
export type EmbedderProblem = Cause | 'model_missing';

/**
 * An embedder that may be away for a while, such as a server that restarts.
 *
 * Its calls reject with an `AppError` that is not to be tried again when the picture is to blame
 * (`embedding_refused`, `bad_vector`), with a `MediaError` when the picture can't be read, and with
 * `EmbedderAway` when the embedder can't be used, which says nothing about the picture.
 */
export interface AvailableEmbedder extends Embedder {
  /** Pictures that are worth having on their way at once. */
  readonly picturesAtOnce: number;
  /** Null while it answers, as far as is known. */
  readonly problem: EmbedderProblem | null;
  /** Looks at once whether it is back. */
  wake(): void;
  close(): void;
}

/** The embedder can't be used now; what was asked for is to be asked again when it is back. */
export class EmbedderAway extends Error {
  override readonly name = 'EmbedderAway';
  readonly problem: EmbedderProblem;

  constructor(problem: EmbedderProblem, cause?: unknown) {
    super(`The embedder is away (${problem})`, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}
