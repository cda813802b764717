import { open } from 'node:fs/promises';
import { type PartNote, partPath, readNote, removePart, sizeOnDisk, writeNote } from './part.ts';
import { DownloadError, fromDisk, fromNetwork, fromStatus } from './problem.ts';
import { type Described, type Fetch, requestFile } from './request.ts';

export interface FetchFileOptions {
  readonly url: URL;
  /** Where the file will be; its bytes gather beside it. */
  readonly target: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Milliseconds in which at least one byte has to arrive. */
  readonly idleMs: number;
  /** Bytes that are there, and of the whole file as far as the server told. */
  readonly onProgress: (have: number, total: number | null) => void;
}

/**
 * Brings a file's part to its full length, going on where an earlier attempt stopped if the server still
 * has the same file.
 *
 * @returns what the server said of the whole file, to verify it by
 * @throws DownloadError; or what `signal` was aborted with, the part being kept
 */
export async function fetchFile(options: FetchFileOptions): Promise<PartNote> {
  const { url, target, fetch, signal, onProgress } = options;
  const idle = idleWatch(options.idleMs, signal);
  try {
    const note = await readNote(target);
    const here = await sizeOnDisk(partPath(target));
    const known = note !== null && note.source === url.href ? note : null;
    if (known !== null && here > 0 && here === known.bytes) return known;
    const resume = known?.etag != null && here > 0 ? { from: here, etag: known.etag } : null;

    const described = await requestFile(fetch, url, resume, idle.signal);
    const from = startOf(described, resume?.from ?? 0, known);
    if (from === 'again') {
      await described.response.body?.cancel().catch(() => undefined);
      await removePart(target);
      throw new DownloadError('server_error', 'The file changed on the server', true);
    }
    const { bytes, sha256, gitSha1, etag } = described;
    const fresh: PartNote = { source: url.href, etag, sha256, gitSha1, bytes };
    await writeNote(target, fresh).catch(rethrowDisk);
    onProgress(from, bytes);
    const have = await writeBody(described, partPath(target), from, (size) => {
      idle.alive();
      onProgress(size, bytes);
    });
    if (bytes !== null && have < bytes) throw new DownloadError('offline', 'The connection was lost', true);
    return fresh;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // An aborted request ends in whatever way it likes; why it was aborted is known here.
    throw idle.signal.aborted ? idle.signal.reason : fromNetwork(error);
  } finally {
    idle.stop();
  }
}

/** The byte with which the answer begins, or `again` when what is here belongs to another file. */
function startOf({ response, ...now }: Described, asked: number, known: PartNote | null): number | 'again' {
  const { status, headers } = response;
  // A page of a hotel's or an office's gateway, not a model.
  const isPage = headers.get('content-type')?.startsWith('text/html') === true;
  if (isPage && status < 300) throw new DownloadError('server_error', 'The server answers with a web page');
  if (status === 200) return 0;
  if (status === 416) return 'again';
  if (status !== 206) throw fromStatus(status);
  const start = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  const same = known === null || known.sha256 === now.sha256;
  return start !== undefined && Number(start) === asked && same ? asked : 'again';
}

async function writeBody(
  { response }: Described,
  path: string,
  from: number,
  onSize: (size: number) => void,
): Promise<number> {
  const reader = response.body?.getReader();
  const handle = await open(path, from === 0 ? 'w' : 'r+').catch(rethrowDisk);
  let size = from;
  try {
    await handle.truncate(from).catch(rethrowDisk);
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) {
      await handle.write(chunk.value, 0, chunk.value.length, size).catch(rethrowDisk);
      size += chunk.value.length;
      onSize(size);
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
    await handle.close();
  }
  return size;
}

const rethrowDisk = (error: unknown): never => {
  throw fromDisk(error);
};

/** Aborts when nothing has happened for a while, or when the outer signal is. */
function idleWatch(idleMs: number, outer: AbortSignal) {
  const controller = new AbortController();
  const giveUp = (): void =>
    controller.abort(new DownloadError('stalled', `Nothing arrived for ${idleMs} ms`, true));
  let timer = setTimeout(giveUp, idleMs);
  return {
    signal: AbortSignal.any([controller.signal, outer]),
    alive(): void {
      clearTimeout(timer);
      timer = setTimeout(giveUp, idleMs);
    },
    stop: (): void => clearTimeout(timer),
  };
}
