import { spawnSync } from 'node:child_process';

/**
 * Runs npm quietly. Under `npm start` the very npm that started us is used (its path is in the environment);
 * otherwise the one on the PATH, which on Windows is a batch file and so needs a shell.
 *
 * @param {string[]} args
 * @param {{ cwd: string }} options
 * @returns {{ ok: boolean, output: string }} what npm printed, standard output and error together
 */
export function runNpm(args, { cwd }) {
  const script = process.env.npm_execpath;
  // Without this the ONNX runtime's install script fetches files for graphics cards, and fails where it can't.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const options = /** @type {const} */ ({ cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const result = script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
  return { ok: result.status === 0, output };
}
