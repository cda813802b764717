import { type FileHandle, rm } from 'node:fs/promises';

/** Network chunks are gathered to this many bytes a write: few trips to the thread pool, little memory. */
const WRITE_SIZE = 1 << 20;

/** Writes one blob. While a write is under way the next one gathers, so that hashing and the disk overlap. */
export class BlobWriter {
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    readonly id: string,
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  async write(chunk: Uint8Array): Promise<void> {
    this.gathered.push(chunk);
    this.gatheredBytes += chunk.length;
    if (this.gatheredBytes >= WRITE_SIZE) await this.flush();
  }

  /** Returns once the bytes are on disk. The name is made durable when the blob is committed. */
  async finish(): Promise<void> {
    await this.flush();
    await this.writing;
    await this.file.sync();
    await this.file.close();
  }

  /** Removes what was written; whatever was thrown before, this does not throw. */
  async discard(): Promise<void> {
    await this.writing.catch(() => {});
    await this.file.close().catch(() => {});
    await rm(this.path, { force: true }).catch(() => {});
  }

  private async flush(): Promise<void> {
    await this.writing;
    const chunks = this.gathered;
    this.gathered = [];
    this.gatheredBytes = 0;
    this.writing = writeAll(this.file, chunks);
    // A failure is reported by the next flush or by finish; until then it must not count as unhandled.
    this.writing.catch(() => {});
  }
}

async function writeAll(file: FileHandle, chunks: Uint8Array[]): Promise<void> {
  if (chunks.length === 0) return;
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await file.writev(chunks);
  if (bytesWritten === total) return;
  let rest = Buffer.concat(chunks).subarray(bytesWritten);
  while (rest.length > 0) rest = rest.subarray((await file.write(rest)).bytesWritten);
}
