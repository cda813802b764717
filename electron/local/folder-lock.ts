import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/**
 * Claims a folder for this process. The claim is a listening local socket, so it ends with the process
 * however that dies; a process id in a file would outlive it.
 * Throws `library_locked` when another process has the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const address = lockAddress(await realpath(folder));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const release = await listen(address);
    if (release) return release;
    if (await answers(address)) break;
    // Left by a process that was killed. Windows takes its pipes away by itself.
    await rm(address, { force: true });
  }
  throw new AppError('library_locked', 'Another process has this library open.');
}

/** In the temporary folder, because paths of sockets may have about 100 characters only. */
function lockAddress(folder: string): string {
  const name = `sparklio-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.lock`);
}

function listen(address: string): Promise<(() => Promise<void>) | null> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}

function answers(address: string): Promise<boolean> {
  const socket = createConnection(address);
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
