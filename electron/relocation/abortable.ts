import type { ObjectStore } from '../storage/port.ts';

/**
 * A store whose calls fail at once when the signal is aborted. A server that went silent would otherwise keep a move
 * waiting for as long as an answer may take, and whatever comes after such a call must not happen any more.
 */
export function abortable(store: ObjectStore, signal: AbortSignal): ObjectStore {
  function race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }
  return {
    ...store,
    head: (ref) => race(store.head(ref)),
    get: (ref) => race(store.get(ref)),
    remove: (refs) => race(store.remove(refs)),
    beginMultipart: (ref, contentType) => race(store.beginMultipart(ref, contentType)),
    findMultipart: (ref) => race(store.findMultipart(ref)),
    listParts: (ref, uploadId) => race(store.listParts(ref, uploadId)),
    completeMultipart: (ref, uploadId, parts) => race(store.completeMultipart(ref, uploadId, parts)),
    abortMultipart: (ref, uploadId) => race(store.abortMultipart(ref, uploadId)),
  };
}
