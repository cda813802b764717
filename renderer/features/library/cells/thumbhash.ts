import { thumbHashToDataURL } from 'thumbhash';

/** Pictures of 32 px or less: some 3 KB each. */
const mostCached = 1500;
const cache = new Map<string, string>();

/** The blurred picture of a Base64 ThumbHash as a data URL; null where it can't be read. */
export function thumbhashUrl(hash: string): string | null {
  const known = cache.get(hash);
  if (known !== undefined) return known;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
    const [oldest] = cache.keys();
    if (cache.size >= mostCached && oldest !== undefined) cache.delete(oldest);
    cache.set(hash, url);
    return url;
  } catch {
    return null;
  }
}
