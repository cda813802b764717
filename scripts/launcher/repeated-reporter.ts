import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

/**
 * A reporter of Vitest's that writes the names of tests that passed only when repeated, as a JSON list, to
 * `--outputFile.repeated`. Its own JSON report does not tell.
 */
export default class RepeatedReporter implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const { root = '', outputFile } = this.#vitest?.config ?? {};
    const path = typeof outputFile === 'object' ? Object.entries(outputFile) : [];
    const [, target] = path.find(([name]) => name === 'repeated') ?? [];
    if (target === undefined) return;
    const names: string[] = [];
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      for (const test of module.children.allTests()) {
        if (test.diagnostic()?.flaky === true) names.push(`${file} > ${test.fullName}`);
      }
    }
    await writeFile(target, JSON.stringify(names));
  }
}
