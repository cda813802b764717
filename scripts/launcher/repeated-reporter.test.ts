import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from './command.ts';
import { projectRoot } from './paths.ts';

it('names the tests that passed only when repeated, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sparklio-repeated-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(
    join(folder, 'some.test.js'),
    `let tries = 0;
     describe('a suite', () => {
       it('passes the second time', () => { tries += 1; expect(tries).toBe(2); });
       it('passes', () => {});
       it('fails twice', () => { expect(1).toBe(2); });
     });`,
  );
  const out = join(folder, 'repeated.json');
  const { code } = await runCommand(
    process.execPath,
    [
      join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--globals', '--retry=1', '--root', folder],
      `--reporter=${join(projectRoot, 'scripts', 'launcher', 'repeated-reporter.ts')}`,
      `--outputFile.repeated=${out}`,
    ],
    { cwd: projectRoot, output: 'capture' },
  );
  expect(code).toBe(1);
  expect(JSON.parse(await readFile(out, 'utf8'))).toEqual([
    'some.test.js > a suite > passes the second time',
  ]);
});
