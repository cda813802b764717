import { causeSchema } from '../../shared/contract/connection.ts';
import { AppError } from '../errors.ts';
import { redact } from '../redact.ts';
import { type Command, type ExitCode, exitCodes, type Terminal, UsageError } from './command.ts';
import { doctor } from './commands/doctor.ts';
import { embedServer } from './commands/embed-server.ts';
import { init } from './commands/init.ts';
import { causeWords } from './words.ts';

/** All subcommands; a new one is a file in `commands/` and an entry here. */
export const commands: readonly Command[] = [doctor, init, embedServer];

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: sparklio-assets COMMAND [options]\n\n${list.join('\n')}\n\n"sparklio-assets COMMAND --help" tells more.`;
}

/** Arguments that `parseArgs` refuses. */
const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof TypeError && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS'));

function explain(error: unknown): string {
  if (error instanceof AppError) {
    const cause = causeSchema.safeParse(error.details.cause);
    return cause.success ? `${error.message}. ${causeWords(cause.data, error.details)}` : error.message;
  }
  return redact(error instanceof Error ? error.message : String(error));
}

/** Runs what the arguments after the program's name ask for, and gives the exit code. Never throws. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...args] = argv;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    const asked = name === undefined || name === '--help' || name === '-h' || name === 'help';
    if (asked) terminal.print(overview());
    else terminal.note(`There is no command "${name}".\n\n${overview()}`);
    return name === undefined || !asked ? exitCodes.usage : exitCodes.ok;
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(command.help);
    return exitCodes.ok;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (isUsage(error)) {
      terminal.note(`${error.message}\n\n"sparklio-assets ${command.name} --help" tells more.`);
      return exitCodes.usage;
    }
    terminal.note(`✗ ${explain(error)}`);
    return exitCodes.problem;
  }
}
