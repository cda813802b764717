import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '..', '..', '.cache', 'comfyui-python');
const python =
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
/** What every ComfyUI has, beside torch, which is too large to be fetched for a test. */
const packages = ['numpy==2.2.6', 'pillow==11.3.0'];

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
  await run(system, ['-m', 'venv', '--clear', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  await access(python);
  return python;
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
