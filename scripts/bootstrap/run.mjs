import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { nodeVersionProblem } from './node-version.mjs';

/**
 * What has to happen on a fresh clone before anything of ours that is TypeScript can run: the right Node.js and the
 * packages. Then the task itself, `scripts/tasks/<task>.ts`, runs in this process.
 *
 * @param {'start' | 'test' | 'test-servers' | 'build' | 'package'} task
 */
export async function runTask(task) {
  const root = join(import.meta.dirname, '..', '..');
  const problem = nodeVersionProblem(process.versions.node);
  if (problem !== null) {
    console.error(problem);
    process.exit(1);
  }
  try {
    ensureDependencies(root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
  process.chdir(root);
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(join(root, 'scripts', 'tasks', `${task}.ts`)).href);
}
