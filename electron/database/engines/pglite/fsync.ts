import { fsyncSync } from 'node:fs';
import { z } from 'zod';

/** musl's number for an input/output error, as the WebAssembly side knows it. */
const EIO = 29;

const openFile = z.object({ nfd: z.number() });
const codeOf = z.object({ code: z.string() });

/** An fsync of the operating system for a file that the emulated file system has open. */
function fsync(stream: unknown): number {
  const file = openFile.safeParse(stream);
  if (!file.success) return 0;
  try {
    fsyncSync(file.data.nfd);
    return 0;
  } catch (error) {
    const code = codeOf.safeParse(error).data?.code;
    // Windows refuses it for folders and for files opened for reading: nothing of theirs is unwritten.
    return code === 'EPERM' || code === 'EINVAL' || code === 'EISDIR' ? 0 : EIO;
  }
}

/**
 * The file system under PGlite has no fsync: PostgreSQL would believe that its log is on disk when it is
 * only in the operating system's cache. This gives it one. Call once the database is open.
 */
export function makeFsyncReal(fileSystem: unknown): void {
  if (!hasStreamOperations(fileSystem))
    throw new Error('PGlite has no file system that could be synchronised');
  fileSystem.stream_ops.fsync = fsync;
}

function hasStreamOperations(value: unknown): value is { stream_ops: Record<string, unknown> } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream_ops' in value &&
    typeof value.stream_ops === 'object' &&
    value.stream_ops !== null
  );
}
