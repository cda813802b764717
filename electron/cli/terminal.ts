import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './command.ts';

async function ask(question: string, hidden: boolean): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  let silent = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!silent) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const answer = lines.question(question);
    silent = hidden;
    return await answer;
  } finally {
    lines.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** The terminal that the process was started on. */
export const processTerminal: Terminal = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  async confirm(question) {
    const answer = await ask(`${question} [y/N] `, false);
    return answer === null ? null : /^y(es)?$/i.test(answer.trim());
  },
  askSecret: (question) => ask(`${question} `, true),
  env: process.env,
};
