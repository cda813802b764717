import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { SECRET, SECRET_COLOR, type Targets } from './hostile-file.ts';

/** What hostile files reach for, set out to be watched. */
export interface Canaries {
  readonly targets: Targets;
  /** Connections that came in. */
  readonly connections: () => number;
  /** Which of the secrets are others now. */
  readonly changed: () => Promise<string[]>;
  close(): void;
}

/** @param folder in which a folder `secret` is made */
export async function setOutCanaries(folder: string): Promise<Canaries> {
  const secret = join(folder, 'secret');
  const [text, picture] = [join(secret, 'canary.txt'), join(secret, 'canary.png')];
  const [r, g, b] = SECRET_COLOR;
  const pixels = await sharp({ create: { width: 64, height: 64, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
  await mkdir(secret);
  await writeFile(picture, pixels);
  await writeFile(text, SECRET);

  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The canary has no port');
  return {
    targets: {
      origin: `http://127.0.0.1:${address.port}`,
      text,
      picture,
      outside: join(folder, 'slipped.txt'),
    },
    connections: () => connections,
    changed: async () =>
      [
        (await readFile(text, 'utf8')) !== SECRET && 'the secret text',
        !(await readFile(picture)).equals(pixels) && 'the secret picture',
      ].filter((what) => what !== false),
    close: () => server.close(),
  };
}
