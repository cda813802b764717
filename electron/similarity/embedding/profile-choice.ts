import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { AppError } from '../../errors.ts';
import { EmbedderAway, type EmbedderProblem } from '../embedders/available.ts';
import { pauseBefore } from '../embedders/endpoint/retry.ts';
import { type Identified, identifyChoice } from './identify-choice.ts';
import type { ModelParts } from './open-model.ts';

interface ProfileChoiceOptions {
  readonly choice: EmbeddingChoice;
  readonly key: () => string | null;
  readonly parts: Omit<ModelParts, 'keyFor' | 'onChange'>;
  /** The model told what it is. Rejects when that could not be noted; then it is tried again. */
  readonly onIdentified: (found: Identified) => Promise<void>;
  readonly onChange: () => void;
}

const pauses = { firstMs: 3000, mostMs: 300_000 };

/** Makes a profile's choice the library's as soon as its model answers, however long that takes. */
export class ProfileChoice {
  readonly #options: ProfileChoiceOptions;
  readonly #closed = new AbortController();
  #problem: EmbedderProblem | null = null;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;
  #attempt: Promise<void> | null = null;

  constructor(options: ProfileChoiceOptions) {
    this.#options = options;
  }

  /** Why the model did not answer yet. */
  get problem(): EmbedderProblem | null {
    return this.#problem;
  }

  /** Asks now. */
  ask(): void {
    if (this.#closed.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#attempt ??= this.#ask().finally(() => {
      this.#attempt = null;
    });
  }

  async #ask(): Promise<void> {
    const { choice, key, parts, onIdentified, onChange } = this.#options;
    try {
      await onIdentified(await identifyChoice(choice, key(), parts, this.#closed.signal));
      this.#problem = null;
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.#problem = problemOf(error);
      this.#failures += 1;
      this.#timer = setTimeout(() => this.ask(), pauseBefore(this.#failures, undefined, pauses));
      this.#timer.unref();
    }
    onChange();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#attempt;
  }
}

function problemOf(error: unknown): EmbedderProblem {
  if (error instanceof AppError && error.code === 'model_missing') return 'model_missing';
  if (error instanceof AppError && error.cause instanceof EmbedderAway) return error.cause.problem;
  return 'internal';
}
