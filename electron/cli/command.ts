/** What the process ends with; told in `--help`. */
export const exitCodes = {
  ok: 0,
  /** Something does not work; it was said what. */
  problem: 1,
  usage: 2,
  /** Everything works, and the database or the buckets are not made ready yet. */
  pending: 3,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The terminal, so far as commands use it. */
export interface Terminal {
  /** Findings and plans: standard output. */
  print(text: string): void;
  /** Problems and progress: standard error, so that output can be piped. */
  note(text: string): void;
  /** Asks a yes-or-no question; null where nobody can answer. */
  confirm(question: string): Promise<boolean | null>;
  /** Asks for a secret without showing it; null where nobody can answer. */
  askSecret(question: string): Promise<string | null>;
  readonly env: NodeJS.ProcessEnv;
}

/** One subcommand, in a file of its own below `commands/`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole of `--help`. */
  readonly help: string;
  /** `args`: what follows the name. Throws `UsageError` for what it can't read. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** Wrong arguments or a wrong file of settings; the message is for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
