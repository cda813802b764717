import { parseArgs } from 'node:util';
import { adoptTarget } from '../../connection/inspection.ts';
import type { ServerTarget } from '../../connection/target.ts';
import { type Command, exitCodes, type Terminal, UsageError } from '../command.ts';
import { type Access, makeRole, makeStorageKey, roleText } from '../create-role.ts';
import { readTarget } from '../env-target.ts';
import { examine, verdict } from '../examine.ts';
import { checkLines, findingLines, isReady, planLines } from '../report.ts';
import { exitHelp, targetHelp, targetOptions } from './options.ts';

export const init: Command = {
  name: 'init',
  summary: 'Adds what the app needs to the database, makes the buckets, and makes roles for people',
  help: `Usage: sparklio-assets init --env FILE [options]
       sparklio-assets init --env FILE --create-role member|viewer NAME [options]

Shows what would be added to the database and which buckets would be made, asks, and does it: the database in one
transaction, all of it or nothing. Nothing that is there is changed or dropped; running it again does no harm.

${targetHelp}
  --yes               Do not ask
  --sql-only          Print the SQL and change nothing
  --json              Print what was found and done as JSON; needs --yes or --sql-only
  --create-role KIND  Make a PostgreSQL role with the rights that the app needs, and print a MinIO policy that is
                      limited to the three buckets. KIND is "member" (reads and writes) or "viewer" (reads)
  --password-env VAR  With --create-role: the environment variable that holds the role's password; asked for otherwise
  --storage-secret-env VAR
                      With --create-role: also make a key of that name for MinIO, with that policy and the secret in
                      this variable; the key in FILE must be an administrator's

${exitHelp}`,

  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...targetOptions,
        yes: { type: 'boolean', default: false },
        'sql-only': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'create-role': { type: 'string' },
        'password-env': { type: 'string' },
        'storage-secret-env': { type: 'string' },
      },
    });
    const target = await readTarget(values.env ?? values['env-file'], {
      allowPlain: values['allow-plain'],
      trust: values.trust,
    });
    const kind = values['create-role'];
    const flags = { yes: values.yes, sqlOnly: values['sql-only'], json: values.json };
    if (kind === undefined) {
      if (positionals.length > 0) throw new UsageError(`Unexpected: ${positionals.join(' ')}`);
      return addToServers(target, flags, terminal);
    }
    const [name, ...more] = positionals;
    if (kind !== 'member' && kind !== 'viewer')
      throw new UsageError('--create-role wants "member" or "viewer"');
    if (name === undefined || more.length > 0)
      throw new UsageError('--create-role wants one name after the kind');
    return createRole(
      target,
      kind,
      name,
      { ...flags, passwordEnv: values['password-env'], storageSecretEnv: values['storage-secret-env'] },
      terminal,
    );
  },
};

interface Flags {
  readonly yes: boolean;
  readonly sqlOnly: boolean;
  readonly json: boolean;
}

async function addToServers(target: ServerTarget, flags: Flags, terminal: Terminal) {
  const { sqlOnly, json, yes } = flags;
  if (json && !yes && !sqlOnly) throw new UsageError('--json needs --yes or --sql-only');
  const examination = await examine(target);
  const { checks, inspection } = examination;
  const code = verdict(examination);
  const show = (line: string): void => (json || sqlOnly ? undefined : terminal.print(line));
  for (const [name, check] of Object.entries(checks)) {
    if (check === null) continue;
    const lines = checkLines(name, check);
    if (!check.ok && (json || sqlOnly)) for (const line of lines) terminal.note(line);
    for (const line of lines) show(line);
  }
  if (inspection === null) {
    if (json) terminal.print(JSON.stringify({ exitCode: code, checks }, null, 2));
    return code;
  }
  const { findings, plan } = inspection;
  if (sqlOnly) {
    terminal.print(json ? JSON.stringify({ exitCode: code, checks, findings, plan }, null, 2) : plan.sql);
    if (plan.blockedBy !== null) for (const line of planLines(plan)) terminal.note(line);
    return code;
  }
  for (const line of ['', ...findingLines(findings), '', ...planLines(plan)]) show(line);
  if (plan.blockedBy !== null || isReady(plan)) {
    if (json) terminal.print(JSON.stringify({ exitCode: code, checks, findings, plan }, null, 2));
    return code;
  }
  if (plan.sql !== '') for (const line of ['', plan.sql]) show(line);
  const agreed = yes ? true : await terminal.confirm('Add this now?');
  if (agreed !== true) {
    terminal.note(
      agreed === null ? 'Nothing was changed: --yes agrees without asking.' : 'Nothing was changed.',
    );
    return exitCodes.pending;
  }
  const after = await adoptTarget(target, plan.hash);
  if (json) terminal.print(JSON.stringify({ exitCode: exitCodes.ok, checks, plan, ...after }, null, 2));
  else terminal.print('✓ Done: everything is ready.');
  return exitCodes.ok;
}

async function createRole(
  target: ServerTarget,
  kind: Access,
  name: string,
  flags: Flags & {
    readonly passwordEnv: string | undefined;
    readonly storageSecretEnv: string | undefined;
  },
  terminal: Terminal,
) {
  const text = await roleText(target, kind, name);
  terminal.print(text.sql);
  for (const line of text.storage) terminal.print(line);
  if (flags.sqlOnly) return exitCodes.ok;
  const { passwordEnv, storageSecretEnv } = flags;
  const password =
    passwordEnv === undefined
      ? await terminal.askSecret(`Password of ${name} (is not shown):`)
      : (terminal.env[passwordEnv] ?? null);
  if (password === null || password === '') {
    throw new UsageError('A password is needed: --password-env VAR, or a terminal to type it on');
  }
  const storageSecret = storageSecretEnv === undefined ? null : (terminal.env[storageSecretEnv] ?? '');
  if (storageSecret !== null && storageSecret.length < 8) {
    throw new UsageError('--storage-secret-env: the secret must have 8 characters or more');
  }
  const agreed = flags.yes ? true : await terminal.confirm('Make this role now?');
  if (agreed !== true) {
    terminal.note('Nothing was changed.');
    return exitCodes.pending;
  }
  await makeRole(target, kind, name, password);
  terminal.print(`✓ The role ${name} was made.`);
  if (storageSecret !== null) {
    await makeStorageKey(target, kind, name, storageSecret);
    terminal.print(`✓ The key ${name} was made for MinIO.`);
  }
  return exitCodes.ok;
}
