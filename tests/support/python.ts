import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '..', '..', '.cache', 'comfyui-python');
const python =
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
/** What every ComfyUI has, beside torch, which is too large to be fetched for a test. */
const packages = ['numpy>=1.26,<3', 'pillow>=10,<20'];

/**
 * A Python with the packages that ComfyUI brings, made once. `COMFYUI_PYTHON` names one that has torch too, such as
 * ComfyUI's own. Null where this computer has no Python.
 */
export async function comfyPython(): Promise<string | null> {
  const named = process.env.COMFYUI_PYTHON;
  if (named !== undefined && named !== '') return named;
  const ready = await run(python, ['-c', 'import numpy, PIL']).then(
    () => true,
    () => false,
  );
  if (ready) return python;
  const system = await systemPython();
  if (system === null) return null;
  try {
    await run(system, ['-m', 'venv', '--clear', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary=:all:'];
    await run(python, ['-m', 'pip', 'install', ...options, ...packages]);
    return python;
  } catch (error) {
    if (process.env.CI !== undefined) throw error;
    console.warn(
      'The ComfyUI node is not tested: this Python can not be given numpy and Pillow.',
      String(error),
    );
    return null;
  }
}

async function systemPython(): Promise<string | null> {
  for (const name of ['python3', 'python']) {
    const found = await run(name, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).then(
      () => name,
      () => null,
    );
    if (found !== null) return found;
  }
  return null;
}
