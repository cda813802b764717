import { createHash } from 'node:crypto';
import { realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../s3-error.ts';

/** macOS takes 103 bytes for a socket's path, Linux 107. */
const MAX_SOCKET_PATH = 100;

export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(`Another process has the object store in ${folder} open.`);
    this.name = 'FolderInUseError';
  }
}

/**
 * Keeps a second process out of the folder. The lock is a listening local socket (a named pipe on Windows): the
 * operating system lets go of it when the process ends, however it ends, so a lock is never stale for long and
 * no process id has to be trusted.
 * @returns what releases the lock
 * @throws {FolderInUseError}
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const addresses = socketAddresses(await realpath(folder));
  for (const [at, address] of addresses.entries()) {
    try {
      return await lockAddress(folder, address);
    } catch (error) {
      // Some file systems (exFAT, network shares) hold no sockets: the next address is on the system's own disk.
      if (error instanceof FolderInUseError || at === addresses.length - 1) throw error;
    }
  }
  throw new FolderInUseError(folder);
}

function socketAddresses(folder: string): string[] {
  const name = `sparklio-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return [`\\\\.\\pipe\\${name}`];
  const inside = join(folder, 'lock');
  const outside = join(tmpdir(), `${name}.lock`);
  return Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? [inside, outside] : [outside];
}

async function lockAddress(folder: string, address: string): Promise<() => Promise<void>> {
  try {
    return await hold(address);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE' || process.platform === 'win32') {
      throw errorCode(error) === 'EADDRINUSE' ? new FolderInUseError(folder) : error;
    }
  }
  if (await isAlive(address)) throw new FolderInUseError(folder);
  // Left by a process that was killed. Of two that find it, one may move away what the other has just made: hence
  // a look at what was moved before it is thrown away.
  const aside = `${address}.${process.pid}`;
  try {
    await rename(address, aside);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  if (await isAlive(aside)) {
    await rename(aside, address);
    throw new FolderInUseError(folder);
  }
  await rm(aside, { force: true });
  try {
    return await hold(address);
  } catch (error) {
    throw errorCode(error) === 'EADDRINUSE' ? new FolderInUseError(folder) : error;
  }
}

function hold(address: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const server: Server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen({ path: address, readableAll: false, writableAll: false }, () => {
      server.unref();
      resolve(() => new Promise((done) => server.close(() => done())));
    });
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
