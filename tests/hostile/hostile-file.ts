import { writeFile } from 'node:fs/promises';

/** What hostile files reach for, and must not get. */
export interface Targets {
  /** An address on this computer at which somebody listens. */
  readonly origin: string;
  /** A text whose content is `SECRET`. */
  readonly text: string;
  /** A picture of `SECRET_COLOR` alone. */
  readonly picture: string;
  /** A path outside the folder for temporary files, at which nothing is and nothing may come to be. */
  readonly outside: string;
}

export const SECRET = 'canary-2f9d1c77-never-to-be-shown';
export const SECRET_COLOR: readonly [r: number, g: number, b: number] = [255, 0, 254];

export interface HostileFile {
  /** Tells one from another in a report; says how to make it again, since everything is made from seeds. */
  readonly id: string;
  /** As the person sees it, and on the disk where `make` is given a path that ends so. */
  readonly name: string;
  readonly format: string;
  readonly attack: string;
  /** Reaches for a target: what is made of it must hold neither the secret text nor a pixel of the secret colour. */
  readonly reaches: boolean;
  /** Takes seconds or gigabytes of sparse disk: part of the long run only. */
  readonly slow: boolean;
  make(path: string): Promise<void>;
}

interface Options {
  readonly reaches?: boolean;
  readonly slow?: boolean;
}

/** A hostile file that consists of bytes, which are made when they are needed. */
export function hostile(
  format: string,
  attack: string,
  name: string,
  bytes: () => string | Uint8Array | Promise<string | Uint8Array>,
  { reaches = false, slow = false }: Options = {},
): HostileFile {
  return {
    id: `${format}/${attack}/${name}`,
    name,
    format,
    attack,
    reaches,
    slow,
    make: async (path) => writeFile(path, await bytes()),
  };
}
