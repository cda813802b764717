import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { runCommand } from '../../../scripts/launcher/command.ts';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import { startEmbeddingServer } from '../../servers/embedders/start.ts';
import { startMinio } from '../../servers/harness/minio.ts';
import { freePort } from '../../servers/harness/waiting.ts';
import { call, heapOf, LibraryPage, type RunningApp, tapIpc, wordsIn } from '../support/index.ts';
import { formsOf, leaks } from '../support/secrets.ts';
import { expect, openLibrary, test } from './support.ts';

/** Signs that are written differently in URLs, in JSON and in base64. */
const password = 'päss/w:rd+4"2@host%&?';
const embeddingKey = 'embed/key+4711=?&x';

/** As connection strings, JSON and headers carry a secret. */
const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret),
  Buffer.from(`mina:${secret}`).toString('base64'),
];

/** Everything that the app wrote into its folder, page caches included. */
async function writtenBy(app: RunningApp): Promise<string> {
  const entries = await readdir(app.userDataDir, { recursive: true, withFileTypes: true });
  const contents = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')),
  );
  return contents.join('\n');
}

const pieceBytes = 16 * 1024 * 1024;
/** More than any text that is looked for: one may lie across two pieces. */
const overlap = 4096;

/** Which of the texts are in the arguments, the environment or the memory of a process. Linux only. */
async function foundIn(pid: number, texts: readonly string[]): Promise<string[]> {
  const wanted = texts.map((text) => ({ text, bytes: Buffer.from(text, 'utf8') }));
  const found = new Set<string>();
  const search = (piece: Buffer): void => {
    for (const { text, bytes } of wanted) if (piece.includes(bytes)) found.add(text);
  };
  search(await readFile(`/proc/${pid}/cmdline`));
  search(await readFile(`/proc/${pid}/environ`));
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const memory = await open(`/proc/${pid}/mem`);
  const piece = Buffer.alloc(pieceBytes + overlap);
  try {
    for (const [, first = '', last = ''] of maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)) {
      const [from, to] = [Number.parseInt(first, 16), Number.parseInt(last, 16)];
      // Beyond that it is reserved address space, of which nothing is there.
      if (to - from > 64 * pieceBytes) continue;
      for (let at = from; at < to; at += pieceBytes) {
        const length = Math.min(piece.length, to - at);
        const { bytesRead } = await memory.read(piece, 0, length, at).catch(() => ({ bytesRead: 0 }));
        search(piece.subarray(0, bytesRead));
      }
    }
  } finally {
    await memory.close();
  }
  return [...found];
}

test('no secret of the servers leaves the main process, however it is written', async ({
  launch,
  files,
  newLibrary,
  postgres,
}) => {
  test.slow();
  const [minio, embedder] = await Promise.all([startMinio(), startEmbeddingServer({ key: embeddingKey })]);
  try {
    const plain = await newLibrary(minio);
    const admin = new pg.Client({ connectionString: postgres.databaseUrl(plain.database.database) });
    await admin.connect();
    await admin.query(`create role mina superuser login password ${pg.escapeLiteral(password)}`);
    await admin.end();
    const secrets = { password, secretKey: minio.secretKey, embeddingKey };
    const draft = {
      ...plain,
      database: { ...plain.database, user: 'mina' },
      embedding: { kind: 'endpoint', adapter: 'infinity', url: embedder.url, model: '' } as const,
      secrets: { databasePassword: password, secretKey: minio.secretKey, embeddingKey },
    };
    const address = `postgresql://mina:${encodeURIComponent(password)}@${draft.database.host}:${draft.database.port}/${draft.database.database}`;

    const app = await launch();
    const { page } = app;
    const heard = await tapIpc(app);

    await test.step('a library is used, and one that can’t be opened is tried', async () => {
      const wrong = { ...draft, name: 'Wrong', database: { ...draft.database, port: await freePort() } };
      const failing = await call(page, 'connection.save', { draft: wrong });
      await page.evaluate((id) => void window.sparklio.call('connection.open', { id }), failing.id);
      await expect
        .poll(async () => (await call(page, 'library.status', {}).catch(() => null))?.state)
        .toBe('failed');
      const { id } = await call(page, 'connection.save', { draft });
      await openLibrary(page, id);
      const library = new LibraryPage(page);
      await library.add(await files.pictures(3));
      await library.asset('picture-01.jpg').dblclick();
      await expect(library.viewer).toBeVisible();
      await page.keyboard.press('Escape');
      await call(page, 'health.get', {}).catch(() => null);
    });

    const exported = files.path('exported.json');
    await test.step('the profile is exported', async () => {
      await app.inMain(({ dialog }, chosen) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
      }, exported);
      const { profiles } = await call(page, 'connection.profiles', {});
      const id = profiles.find(({ name }) => name === draft.name)?.id ?? '';
      expect(await call(page, 'connection.exportProfile', { id })).toEqual({ saved: true });
    });

    await test.step('errors that nobody caught carry secrets', async () => {
      await app.inMain(
        (_electron, { url, words }) => {
          setTimeout(() => {
            throw new Error(`crashed on purpose at ${url}`);
          });
          void Promise.reject(new Error(`rejected on purpose with ${words.join(' ')}`));
        },
        { url: address, words: Object.values(secrets).flatMap(spellings) },
      );
      await expect
        .poll(() => readFile(join(app.userDataDir, 'logs', 'main.log'), 'utf8'))
        .toMatch(/crashed on purpose[\s\S]*rejected on purpose|rejected on purpose[\s\S]*crashed on purpose/);
      expect((await call(page, 'library.status', {})).state).toBe('open');
    });

    const terminal = await test.step('the terminal’s program examines the same servers', async () => {
      const env = await files.write(
        '.env',
        [
          `DATABASE_URL=${address}`,
          `MINIO_ENDPOINT=${minio.host}:${minio.port}`,
          `MINIO_ACCESS_KEY=${minio.accessKey}`,
          `MINIO_SECRET_KEY=${minio.secretKey}`,
          `MINIO_BUCKET_PREFIX=${draft.storage.bucketPrefix}`,
          'MINIO_SECURE=false',
        ].join('\n'),
      );
      const program = join(projectRoot, 'scripts', 'sparklio-assets.mjs');
      const outputs = await Promise.all(
        [['doctor'], ['doctor', '--json'], ['init', '--sql-only']].map(async ([name = '', ...rest]) => {
          const args = ['--', program, name, '--env-file', env, ...rest];
          return (await runCommand(process.execPath, args, { cwd: files.folder })).output;
        }),
      );
      return outputs.join('\n');
    });

    const sources: Record<string, string> = {
      replies: await heard(),
      'memory of the window': await heapOf(page),
      folder: await writtenBy(app),
      output: app.log,
      export: await readFile(exported, 'latin1'),
      terminal,
    };
    await test.step('its helpers know presigned URLs at most', async () => {
      if (process.platform !== 'linux') return;
      const pid = await app.inMain(
        ({ app: electron }) =>
          electron.getAppMetrics().find(({ name }) => name === 'Sparklio Media')?.pid ?? 0,
      );
      const forms = Object.values(secrets).flatMap(formsOf);
      expect(await foundIn(pid, ['X-Amz-Signature', ...forms])).toEqual(['X-Amz-Signature']);
    });

    await test.step('what was searched is what there is, and the search finds what is there', () => {
      expect(sources.replies).toContain(draft.name);
      expect(wordsIn(sources['memory of the window'] ?? '', ['picture-01.jpg'])).not.toEqual([]);
      expect(sources.folder).toContain(`"bucketPrefix": "${draft.storage.bucketPrefix}"`);
      expect(sources.output).toContain('rejected on purpose');
      expect(sources.export).toContain(draft.name);
      expect(sources.terminal).toContain(`${draft.storage.bucketPrefix}sparklio-assets`);
      const written = Object.values(secrets).flatMap(formsOf);
      for (const form of written) expect(leaks({ control: `x${form}y` }, secrets)).not.toEqual([]);
      const header = Buffer.from(`mina:${password}`).toString('base64');
      expect(leaks({ control: header }, secrets)).toEqual(['control: password']);
    });
    expect(leaks(sources, secrets)).toEqual([]);
  } finally {
    await Promise.all([minio.stop(), embedder.stop()]);
  }
});
