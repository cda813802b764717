import { describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';

const node = (script: string, timeLimit?: number): ReturnType<typeof runCommand> =>
  runCommand(process.execPath, ['-e', script], timeLimit === undefined ? {} : { timeLimit });

describe('runCommand', () => {
  it('gives the exit code and both outputs', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exit(3)');
    expect(result).toMatchObject({ code: 3, timedOut: false });
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('says so when the program does not exist', async () => {
    const result = await runCommand('no-such-program-here', []);
    expect(result.code).toBeNull();
    expect(result.output).toContain('ENOENT');
  });

  it('ends a program that hangs, together with what it started', async () => {
    const hangs = 'setInterval(() => {}, 1000)';
    const script = `require('node:child_process')
      .spawn(process.execPath, ['-e', ${JSON.stringify(hangs)}], { stdio: 'inherit' });
      ${hangs}`;
    // The output is at its end only when every process that could still write to it is gone.
    expect(await node(script, 1_000)).toMatchObject({ code: null, timedOut: true });
  });
});
