/**
 * Chromium's switches for this machine. Its sandbox can't be had by root on Linux, and only there is it switched off.
 */
export function electronSwitches(
  platform: NodeJS.Platform = process.platform,
  uid: number | undefined = process.getuid?.(),
): readonly string[] {
  if (platform !== 'linux') return [];
  return uid === 0 ? ['--no-sandbox', '--log-level=3'] : ['--log-level=3'];
}

/** The environment Electron is to get: without what would turn it into a plain Node.js. */
export function electronEnv(env: NodeJS.ProcessEnv, display?: string): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return display === undefined ? rest : { ...rest, DISPLAY: display };
}
