import type { IncomingMessage } from 'node:http';
import type { Model } from '../vectors.ts';

/** How the server is set up; tests change it while it runs. */
export interface Setup extends Model {
  readonly model: string;
  readonly knowsWords: boolean;
  readonly knowsPictures: boolean;
  /** Instead of proper vectors: the second of a batch, or the only one. */
  readonly spoil: 'none' | 'nan' | 'zero' | 'missing' | 'extra';
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly body: Buffer;
  readonly setup: Setup;
  /** Counts pictures that came in one request. */
  readonly pictures: (count: number) => void;
}

export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
}

/** Answers as the real server does, or null for a page that it does not have. */
export type Kind = (asked: Asked) => Promise<Answer | null>;

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The numbers of a reply, spoilt where the test wants it. */
export function spoilt(vectors: readonly number[][], { spoil }: Setup): (number | null)[][] {
  const victim = vectors.length - 1;
  switch (spoil) {
    case 'nan':
      return vectors.map((vector, at) =>
        at === victim ? vector.map((value, i) => (i === 1 ? null : value)) : vector,
      );
    case 'zero':
      return vectors.map((vector, at) => (at === victim ? vector.map(() => 0) : vector));
    case 'missing':
      return vectors.slice(0, -1);
    case 'extra':
      return [...vectors, ...vectors.slice(0, 1)];
    case 'none':
      return [...vectors];
  }
}

export const base64 = (vector: readonly (number | null)[]): string =>
  Buffer.from(Float32Array.from(vector, (value) => value ?? Number.NaN).buffer).toString('base64');

const dataUri = /^data:(?:image\/[\w\-+.]+)?(?:;charset=[\w\-+.]+)?;base64,(.*)$/s;

export function bytesOfUri(uri: string): Uint8Array | null {
  const found = dataUri.exec(uri)?.[1];
  return found === undefined ? null : Buffer.from(found, 'base64');
}
