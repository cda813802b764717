/** One line of the table of results. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** The aim, or what the same run measured beside it. */
  readonly against: string;
  readonly met: boolean | null;
}

/** How the runner tells rows from everything else that a bench prints. */
export const rowMark = '| ';

export const heading = ['| What | Measured | Against | |', '|---|---|---|---|'].join('\n');

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Prints a row of the table. Nothing ends with an error because it was slow: a bench informs. */
export function printRow({ what, measured, against, met }: Row): void {
  const verdict = met === null ? '' : met ? 'met' : 'missed';
  console.log(`${rowMark}${[what, measured, against, verdict].map(cell).join(' | ')} |`);
}
