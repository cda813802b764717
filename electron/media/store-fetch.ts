import { AsyncLocalStorage } from 'node:async_hooks';
import { createFetch } from '../net/fetch.ts';

const current = new AsyncLocalStorage<typeof fetch>();
const pinned = new Map<string, typeof fetch>();
/** Not the runtime's own: that waits five minutes for a store that went silent. */
const ordinary = createFetch({ trustedCertificates: [] });

/**
 * Runs a request's work so that `storeFetch` trusts the given certificates besides those that the system trusts.
 *
 * @param trustedCertificates SHA-256 fingerprints in hex
 */
export function withTrust<T>(trustedCertificates: readonly string[], work: () => T): T {
  if (trustedCertificates.length === 0) return work();
  const key = trustedCertificates.join();
  const made = pinned.get(key) ?? createFetch({ trustedCertificates });
  pinned.set(key, made);
  return current.run(made, work);
}

/** `fetch` for presigned URLs of the store. */
export const storeFetch: typeof fetch = (input, init) => (current.getStore() ?? ordinary)(input, init);
