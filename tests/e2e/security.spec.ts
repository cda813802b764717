import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import { z } from 'zod';
import { projectRoot } from '../../scripts/launcher/paths.ts';
import {
  call,
  couldHaveSigned,
  expect,
  heapOf,
  LibraryPage,
  tapIpc,
  test,
  wordsIn,
} from './support/index.ts';

const presigned = /https?:\/\/127\.0\.0\.1:\d+\/[^\s"'\\<>]+?X-Amz-Signature=[0-9a-f]{64}[^\s"'\\<>]*/g;
const longHex = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
const connectionWithPassword = /\b(?:postgres|postgresql|mysql|redis|amqp):\/\/[^\s:/"'\\]+:[^\s@/"'\\]+@/;

const snapshotSchema = z.object({ strings: z.array(z.string()) });
const stringsOf = (snapshot: string): string[] => snapshotSchema.parse(JSON.parse(snapshot)).strings;

test('no secret crosses to the window, and none is in its memory or in the log', async ({
  launch,
  files,
}) => {
  const app = await launch();
  const { page } = app;
  const heard = await tapIpc(app);
  const library = new LibraryPage(page);
  await library.startLocal();
  await library.add([...(await files.pictures(5)), await files.write('copy.txt', 'Snow falls.')]);
  await library.asset('picture-01.jpg').click();
  await expect(library.inspector.getByRole('region', { name: 'About picture-01.jpg' })).toBeVisible();
  await library.inspector.getByRole('radio', { name: '4 stars' }).click();
  await library.chooseFromMenu(library.asset('picture-01.jpg'), 'Copy download link');
  await expect(library.toast(/Copied 1 download link/)).toBeVisible();
  await library.asset('picture-02.jpg').dblclick();
  await expect(library.viewer.getByRole('img', { name: 'picture-02.jpg' }).first()).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('listbox', { name: 'Similar images found' })).toBeVisible();
  await library.place('Storage').click();
  await expect(page.getByRole('region', { name: 'Used' })).toBeVisible();
  await call(page, 'app.info', {});
  await call(page, 'library.status', {});

  const sources = {
    replies: await heard(),
    memory: await heapOf(page),
    log: await readFile(join(app.userDataDir, 'logs', 'main.log'), 'utf8'),
  };
  const everything = Object.values(sources).join('\n');
  const urls = [...new Set(sources.replies.match(presigned) ?? [])];
  expect(urls.length).toBeGreaterThan(10);
  expect(wordsIn(sources.memory, ['picture-01.jpg'])).not.toEqual([]);

  await test.step('a secret would be recognised by the signatures it makes', async () => {
    const secretKey = 'f'.repeat(64);
    const client = new Client({
      endPoint: '127.0.0.1',
      port: 9,
      useSSL: false,
      accessKey: 'id',
      secretKey,
      region: 'us-east-1',
    });
    const url = await client.presignedGetObject('bucket', 'images/a b/(1).jpg', 60);
    expect(couldHaveSigned(secretKey, url)).toBe(true);
    expect(couldHaveSigned('e'.repeat(64), url)).toBe(false);
  });
  await test.step('nothing that looks like a key made any signature', () => {
    const [url = ''] = urls;
    const tokens = new Set(everything.match(longHex) ?? []);
    expect(tokens.size).toBeGreaterThan(10);
    expect([...tokens].filter((token) => couldHaveSigned(token, url))).toEqual([]);
  });
  for (const [source, text] of Object.entries(sources)) {
    await test.step(`no connection string or password in the ${source}`, () => {
      expect(text.match(connectionWithPassword)?.[0]).toBeUndefined();
      expect(text.match(/"(?:secretKey|secret_key|password)":"[^"]/)?.[0]).toBeUndefined();
    });
  }
  await test.step('no path of the library', () => {
    expect(wordsIn(sources.replies, [app.userDataDir])).toEqual([]);
    // The arguments that Chromium itself starts a page's process with are in its memory, out of the page's reach.
    const paths = stringsOf(sources.memory).filter((text) => text.includes(app.userDataDir));
    expect(paths.filter((text) => !text.startsWith('--'))).toEqual([]);
  });
  expect(sources.log).not.toMatch(/X-Amz-Signature=[0-9a-f]/);
});

test('the page can’t leave, open windows, run foreign code or reach the system', async ({
  app,
  library,
  page,
}) => {
  await expect(library.grid.or(page.getByText('Add your first assets'))).toBeVisible();
  const home = page.url();

  await test.step('navigation and new windows', async () => {
    await page.evaluate(() => location.assign('https://example.com/'));
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'file:///etc/hostname';
      link.click();
    });
    expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull();
    expect(await page.evaluate(() => window.open('app://sparklio/index.html'))).toBeNull();
    expect(await app.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(page.url()).toBe(home);
    // Playwright takes the refused navigation for one that is under way, so it is not asked to wait for anything.
    expect(await page.evaluate(() => document.body.innerText)).toContain('Add your first assets');
  });

  await test.step('eval, inline scripts, frames and other hosts', async () => {
    const refused = await page.evaluate(async () => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        violated.push(event.effectiveDirective),
      );
      // Asynchronously, since what a debugger evaluates itself may run in spite of the policy.
      const error = await new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(String(new Function('return "ran"')()));
          } catch (failure) {
            resolve(failure instanceof Error ? failure.name : 'unknown');
          }
        });
      });
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(script, frame);
      const fetched = await fetch('https://example.com/').then(
        () => 'fetched',
        () => 'refused',
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      script.remove();
      frame.remove();
      return { error, fetched, inline: 'inlineRan' in window, violated };
    });
    expect(refused).toMatchObject({ error: 'EvalError', fetched: 'refused', inline: false });
    expect(refused.violated).toEqual(
      expect.arrayContaining(['script-src', 'script-src-elem', 'frame-src', 'connect-src']),
    );
  });

  await test.step('Node, Electron and permissions', async () => {
    const globals = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(globals).toEqual([]);
    const given = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as const;
      const states = names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state),
      );
      const media = navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      );
      return Promise.all([...states, media, Notification.requestPermission()]);
    });
    expect(new Set(given)).toEqual(new Set(['denied']));
  });
});

test('the bridge answers its own window only, and the store only who has a signature', async ({
  app,
  library,
  files,
  page,
}) => {
  await library.add(await files.pictures(1));

  await test.step('calls that name files by path, or that do not exist', async () => {
    for (const [name, input] of [
      ['ingest.addPaths', { paths: ['/etc/hostname'] }],
      ['similar.embedPath', { path: '/etc/hostname' }],
      ['catalog.dropEverything', {}],
      ['__proto__', {}],
    ] as const) {
      const outcome = await page.evaluate(
        ([called, given]) => {
          try {
            return window.sparklio.call(called, given).then((reply) => (reply.ok ? 'done' : 'refused'));
          } catch (error) {
            return error instanceof Error ? error.message : 'unknown';
          }
        },
        [name, input] as const,
      );
      expect(outcome).toMatch(/^No such call/);
    }
    const extra = await page.evaluate(() =>
      window.sparklio.call('catalog.get', { sql: 'select 1', toString: 'x' }),
    );
    expect(extra).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });

  await test.step('another window with the same preload, on a foreign and on the own origin', async () => {
    const preload = join(projectRoot, 'out', 'preload', 'preload.cjs');
    for (const url of ['data:text/html,<p>foreign</p>', 'app://sparklio/index.html']) {
      const reply = await app.inMain(
        async ({ BrowserWindow }, given) => {
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload: given.preload, sandbox: true },
          });
          await window.loadURL(given.url);
          const answer: unknown = await window.webContents.executeJavaScript(
            "window.sparklio.call('catalog.get', {})",
          );
          window.destroy();
          return answer;
        },
        { preload, url },
      );
      expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input', message: 'No such call' } });
    }
    const inFrame = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const has = frame.contentWindow !== null && 'sparklio' in frame.contentWindow;
      frame.remove();
      return has;
    });
    expect(inFrame).toBe(false);
  });

  await test.step('objects without a signature, with a wrong one, or under another key', async () => {
    const { assets } = await call(page, 'assets.page', {
      query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'name', direction: 'asc' } },
      cursor: null,
      limit: 1,
    });
    const { originalUrl } = await call(page, 'assets.get', { id: assets[0]?.id ?? '' });
    const url = originalUrl ?? '';
    const status = async (address: string, init?: RequestInit): Promise<number> =>
      (await fetch(address, init)).status;
    expect(await status(url)).toBe(200);
    const bare = url.slice(0, url.indexOf('?'));
    expect(await status(bare)).toBe(403);
    expect(await status(new URL('/', bare).href)).toBe(403);
    expect(await status(url.replace(/X-Amz-Signature=./, 'X-Amz-Signature=g'))).toBe(403);
    expect(await status(url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604800'))).toBe(403);
    expect(await status(url.replace(/\.jpg\?/, '.thumbnail.webp?'))).toBe(403);
    expect(await status(url, { method: 'PUT', body: 'overwritten' })).toBe(403);
    expect(await status(url, { method: 'DELETE' })).toBe(403);
    expect(await status(url)).toBe(200);
  });
});
