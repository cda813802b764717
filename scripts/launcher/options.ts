export interface StartOptions {
  /** Start on a display without a screen. */
  readonly virtualDisplay: boolean;
  /** Start without a screen, wait until the app says it is ready, report, and quit. */
  readonly headlessCheck: boolean;
  /** Rebuild and reload on every change of the sources. */
  readonly dev: boolean;
  /** Attempt the download of Electron even though it failed a short while ago. */
  readonly retryDownload: boolean;
  readonly help: boolean;
  /** Everything else, passed on to the app as it is. */
  readonly appArguments: readonly string[];
}

export const USAGE = `Usage: npm start [-- options] [-- arguments of the app]

  --virtual-display   start on a display without a screen (Linux; installs Xvfb when it may)
  --headless-check    start without a screen, report versions and start-up times, and quit
  --dev               rebuild and reload on every change of the sources
  --retry-download    attempt to download Electron again
  --help              show this

Everything else goes to the app.`;

const FLAGS = {
  '--virtual-display': 'virtualDisplay',
  '--headless-check': 'headlessCheck',
  '--dev': 'dev',
  '--retry-download': 'retryDownload',
  '--help': 'help',
} as const;

const isFlag = (argument: string): argument is keyof typeof FLAGS => Object.hasOwn(FLAGS, argument);

/** Splits the launcher's own flags from what the app is to get. After a lone `--` everything is the app's. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const own = { virtualDisplay: false, headlessCheck: false, dev: false, retryDownload: false, help: false };
  const appArguments: string[] = [];
  for (const [index, argument] of args.entries()) {
    if (argument === '--') {
      appArguments.push(...args.slice(index + 1));
      break;
    }
    if (isFlag(argument)) own[FLAGS[argument]] = true;
    else appArguments.push(argument);
  }
  return { ...own, appArguments };
}
