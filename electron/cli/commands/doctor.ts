import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import { readTarget } from '../env-target.ts';
import { examine, verdict } from '../examine.ts';
import { checkLines, findingLines, planLines } from '../report.ts';
import { warningWords } from '../words.ts';
import { exitHelp, targetHelp, targetOptions } from './options.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Tries the servers and says what is there, what is missing and what is dangerous',
  help: `Usage: sparklio-assets doctor --env FILE [options]

Tries the database and the object store, looks at what is in them, and says what "init" would add.
Changes nothing.

${targetHelp}
  --json              Print everything as JSON

${exitHelp}`,

  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...targetOptions, json: { type: 'boolean', default: false } },
    });
    const target = await readTarget(values.env ?? values['env-file'], {
      allowPlain: values['allow-plain'],
      trust: values.trust,
    });
    const examination = await examine(target);
    const code = verdict(examination);
    const { checks, inspection } = examination;
    if (values.json) {
      terminal.print(JSON.stringify({ exitCode: code, checks, ...inspection }, null, 2));
      return code;
    }
    for (const [name, check] of Object.entries(checks)) {
      if (check !== null) for (const line of checkLines(name, check)) terminal.print(line);
    }
    if (inspection !== null) {
      const { findings, plan } = inspection;
      for (const line of ['', ...findingLines(findings)]) terminal.print(line);
      const told = new Set(Object.values(checks).flatMap((check) => check?.warnings ?? []));
      for (const warning of findings.warnings) {
        if (!told.has(warning)) terminal.print(`    ! ${warningWords(warning)}`);
      }
      for (const line of ['', ...planLines(plan)]) terminal.print(line);
    }
    return code;
  },
};
