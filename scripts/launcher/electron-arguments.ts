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

/**
 * The environment Electron is to get: without what would turn it into a plain Node.js, and on Linux with a UTF-8
 * character type, as Chromium can't open files with Korean names in the plain C locale that containers start with.
 */
export function electronEnv(
  env: NodeJS.ProcessEnv,
  display?: string,
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  const characterType = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  if (platform === 'linux' && !/utf-?8/i.test(characterType)) {
    delete rest.LC_ALL;
    rest.LC_CTYPE = 'C.UTF-8';
  }
  return display === undefined ? rest : { ...rest, DISPLAY: display };
}
