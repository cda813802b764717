import { type App, type Session, shell } from 'electron';
import { origin } from './origin.ts';

/** Web pages that the app itself links to; nothing else ever opens a browser. */
const openable: readonly string[] = [];

/** Whatever a page asks for that the app does not need is refused: navigation, windows, webviews, permissions. */
export function guardContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${origin}/`)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (openable.includes(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/**
 * Clipboard writing (copy an image, a colour, a link), full screen (video), and the store, which is on this computer
 * or in a private network: newer Chromium asks for that. Which store it may be is in the page's policy.
 */
const permitted: ReadonlySet<string> = new Set([
  'clipboard-sanitized-write',
  'fullscreen',
  'local-network',
  'local-network-access',
  'loopback-network',
]);

export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permitted.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => permitted.has(permission));
  session.setDevicePermissionHandler(() => false);
}
