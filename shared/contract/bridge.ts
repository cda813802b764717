import type { CallReply } from './errors.ts';
import type { CallInput, CallOutput } from './index.ts';

export const callChannel = 'sparklio:call';
export const eventChannel = 'sparklio:event';

type WithoutPaths<T> = Omit<T, 'paths' | 'path'>;

/** What the preload puts on `window.sparklio`. Names are checked against the contract on the other side. */
export interface Bridge {
  call(name: string, input: unknown): Promise<CallReply<unknown>>;
  /** Returns the function that stops listening. */
  on(name: string, listener: (payload: unknown) => void): () => void;
  /**
   * Takes files that a person dropped, pasted or chose. Only real files have a path, so the page can't name one;
   * those without a path are given back for `ingest.beginBytes`.
   */
  addFiles(
    files: File[],
    options: WithoutPaths<CallInput<'ingest.addPaths'>>,
  ): Promise<{ reply: CallReply<CallOutput<'ingest.addPaths'>> | null; withoutPath: File[] }>;
  /** Takes a dropped file as the new version of an asset; null when it has no path. */
  replaceFile(
    file: File,
    options: WithoutPaths<CallInput<'versions.replacePath'>>,
  ): Promise<CallReply<CallOutput<'versions.replacePath'>> | null>;
  /** Embeds a dropped picture for searching; null when it has no path (use `similar.embedBytes`). */
  embedFile(file: File): Promise<CallReply<CallOutput<'similar.embedPath'>> | null>;
}
