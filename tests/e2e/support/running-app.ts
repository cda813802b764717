import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronEnv, electronSwitches } from '../../../scripts/launcher/electron-arguments.ts';
import { projectRoot } from '../../../scripts/launcher/paths.ts';
import { findRuntime } from '../../../scripts/launcher/runtime.ts';

export type Language = 'en' | 'ko';
export type Theme = 'light' | 'dark';

export interface LaunchOptions {
  /** The profile: settings, the local library, the single-instance lock. Launch on the same one to go on with it. */
  readonly userDataDir: string;
  readonly language: Language;
  readonly theme: Theme;
  /** More arguments for the app. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the app to run; the built product unless told otherwise. */
  readonly appDir?: string;
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en_US.UTF-8', ko: 'ko_KR.UTF-8' };
const QUIT_LIMIT_MS = 20_000;

/** The environment without undefined values, as Playwright wants it. */
function definedEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) defined[name] = value;
  return defined;
}

/** One running instance of the app, with its first window. */
export class RunningApp {
  private constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
    readonly userDataDir: string,
    private readonly logged: readonly string[],
    // Kept, since Playwright forgets the process once it has ended.
    private readonly child: ChildProcess,
  ) {}

  static async launch(options: LaunchOptions): Promise<RunningApp> {
    const runtime = await findRuntime();
    if (runtime === null)
      throw new Error('No Electron is ready: run `npm run test:e2e`, which prepares one.');
    const electron = await _electron.launch({
      executablePath: runtime.executable,
      // Playwright would emulate a light page whatever the app's theme says.
      colorScheme: null,
      args: [
        ...electronSwitches(),
        options.appDir ?? projectRoot,
        `--user-data-dir=${options.userDataDir}`,
        `--lang=${options.language}`,
        // The system's preference, there from the first paint on.
        ...(options.theme === 'dark' ? ['--force-dark-mode'] : []),
        ...(options.args ?? []),
      ],
      env: {
        ...definedEnv(electronEnv(process.env)),
        LANG: LOCALES[options.language],
        LANGUAGE: options.language,
        // Installed everywhere, unlike the language's own locale, without which names that aren't ASCII get lost.
        LC_ALL: 'C.UTF-8',
        ...options.env,
      },
    });
    const logged: string[] = [];
    const keep = (chunk: Buffer): void => {
      logged.push(chunk.toString('utf8'));
    };
    const child = electron.process();
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    return new RunningApp(electron, await electron.firstWindow(), options.userDataDir, logged, child);
  }

  /** What the main process printed so far; attached to the report of a failed test. */
  get log(): string {
    return this.logged.join('');
  }

  /** Runs a function in the main process, with Electron's modules, and returns what it gives (as JSON). */
  inMain: ElectronApplication['evaluate'] = (...call: Parameters<ElectronApplication['evaluate']>) =>
    this.electron.evaluate(...call);

  async setTheme(theme: Theme): Promise<void> {
    await this.electron.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, theme);
    await this.page.waitForFunction(
      (dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark,
      theme === 'dark',
    );
  }

  /** Makes the window's content this large, in CSS pixels. */
  async resize(size: { width: number; height: number }): Promise<void> {
    const window = await this.electron.browserWindow(this.page);
    await window.evaluate((target, { width, height }) => target.setContentSize(width, height), size);
    await this.page.waitForFunction(
      ({ width, height }) => innerWidth === width && innerHeight === height,
      size,
    );
  }

  get hasEnded(): boolean {
    const { exitCode, signalCode } = this.child;
    return exitCode !== null || signalCode !== null;
  }

  /** Ends the app as a power cut would: no handler of it runs. Launch again on `userDataDir` to see what is left. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Quits the app as a person would; kills it when it has not ended in time. */
  async quit(): Promise<void> {
    if (this.hasEnded) return;
    const timer = setTimeout(() => void this.kill(), QUIT_LIMIT_MS);
    await this.electron.close().catch(() => this.kill());
    clearTimeout(timer);
  }
}
