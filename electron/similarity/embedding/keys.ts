import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { log } from '../../log.ts';

/** The bearer key of the endpoint. It goes to the address that it was typed for, whatever the library says later. */
export interface Keys {
  /** The key for an address; null when there is none for it. */
  get(url: string): string | null;
  /** Keeps what was chosen on this desktop, with its key (null: none), for the next start as well. */
  keep(choice: EmbeddingChoice, key: string | null): Promise<void>;
}

export interface KeysOptions {
  /** What the profile names and the key that was typed for it. */
  readonly choice: EmbeddingChoice | null;
  readonly key: string | null;
  /** Writes both into the profile; left out where there is no place for them but memory. */
  readonly store?: (choice: EmbeddingChoice, key: string | null) => Promise<void>;
}

export function createKeys({ choice, key, store }: KeysOptions): Keys {
  const byOrigin = new Map<string, string>();
  log.hide(key);
  if (choice?.kind === 'endpoint' && key !== null) byOrigin.set(new URL(choice.url).origin, key);
  return {
    get: (url) => byOrigin.get(new URL(url).origin) ?? null,
    keep: async (chosen, chosenKey) => {
      log.hide(chosenKey);
      if (chosen.kind === 'endpoint') {
        const { origin } = new URL(chosen.url);
        if (chosenKey === null) byOrigin.delete(origin);
        else byOrigin.set(origin, chosenKey);
      }
      await store?.(chosen, chosenKey);
    },
  };
}
