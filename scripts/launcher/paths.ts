import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** The project's folder. */
export const projectRoot = resolve(import.meta.dirname, '..', '..');

/**
 * The person's cache folder for what is shared by every checkout, such as a downloaded runtime.
 * Follows the platform's convention; a relative XDG_CACHE_HOME is ignored, as its specification asks.
 */
export function userCacheDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'sparklio-assets');
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'sparklio-assets', 'Cache');
  }
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'sparklio-assets');
}
