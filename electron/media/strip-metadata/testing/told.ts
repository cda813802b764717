import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { fileWith, temporaryFolder } from '../../testing/fixtures.ts';
import { stripMetadata } from '../strip-metadata.ts';

/** Stands in every kind of metadata of the tests' files, and in nothing else of them. */
export const secret = 'Leaky Lens 4711';

export const exif = {
  IFD0: { Make: secret, Model: secret, ImageDescription: secret, Copyright: secret },
  IFD2: { LensModel: secret, BodySerialNumber: secret },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '37/1 33/1 0/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '126/1 58/1 0/1',
  },
};

export const xmp = [
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  `<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="${secret}"/>`,
  '</rdf:RDF></x:xmpmeta>',
].join('');

/** A picture in whose pixels something can be seen, with everything that sharp can tell of it. */
export function telling(orientation: number, icc = 'p3'): Sharp {
  const pixels = Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, n) => (n * 7919) % 251));
  return sharp(pixels, { raw: { width: 60, height: 40, channels: 3 } })
    .withIccProfile(icc)
    .withExif(exif)
    .withXmp(xmp)
    .withMetadata({ orientation });
}

/** What is left of a file; its path is answered too. */
export async function strippedFile(path: string, name = path): Promise<{ path: string; bytes: Buffer }> {
  const target = join(await temporaryFolder(), 'stripped');
  const context = { signal: new AbortController().signal, progress: () => undefined, timeMs: 30_000 };
  await stripMetadata({ path, name, target }, context);
  return { path: target, bytes: await readFile(target) };
}

export const stripped = async (name: string, bytes: Buffer | string): Promise<Buffer> =>
  (await strippedFile(await fileWith(name, bytes), name)).bytes;

/** Whether a file says the secret, in whichever letters programs write. */
export const tells = (bytes: Buffer): boolean =>
  bytes.includes(secret) || bytes.includes(Buffer.from(secret, 'utf16le'));

/** All frames, not turned and with their numbers as stored. */
export const samples = (picture: Buffer): Promise<Buffer> =>
  sharp(picture, { pages: -1, ignoreIcc: true, failOn: 'none' }).raw().toBuffer();
