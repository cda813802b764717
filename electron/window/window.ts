import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { z } from 'zod';
import { readJson, writeJson } from '../settings/json-file.ts';
import { origin } from './origin.ts';

const boundsSchema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int(),
  height: z.int(),
  maximized: z.boolean(),
});
type Bounds = z.infer<typeof boundsSchema>;

/** The last place of the window, unless the display that it was on is gone. */
async function lastBounds(file: string): Promise<Bounds | null> {
  const bounds = await readJson(file, boundsSchema);
  if (bounds === null) return null;
  const area = screen.getDisplayMatching(bounds).workArea;
  const visible =
    bounds.x < area.x + area.width - 80 &&
    bounds.x + bounds.width > area.x + 80 &&
    bounds.y < area.y + area.height - 40 &&
    bounds.y >= area.y - 40;
  return visible ? bounds : null;
}

/** Makes the window, empty yet; it is shown as soon as the page has painted, before the library is open. */
export async function createWindow(options: { userData: string; preload: string }): Promise<BrowserWindow> {
  const stateFile = join(options.userData, 'window.json');
  const bounds = await lastBounds(stateFile);
  const window = new BrowserWindow({
    width: bounds?.width ?? 1280,
    height: bounds?.height ?? 800,
    ...(bounds === null ? {} : { x: bounds.x, y: bounds.y }),
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111113' : '#fcfcfd',
    title: 'Sparklio Assets',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (bounds?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    void writeJson(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  return window;
}

/** Loads the app's page. The window must be known to the router by then, for the page calls at once. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(`${origin}/index.html`);
}
