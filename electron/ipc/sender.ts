import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { origin } from '../window/origin.ts';

/** Whether a message comes from the main frame of the app's own window, showing the app's own page. */
export function isOwnWindow(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame;
  return (
    window !== null &&
    event.sender === window.webContents &&
    frame !== null &&
    frame === event.sender.mainFrame &&
    isOwnUrl(frame.url)
  );
}

/** The origin of a custom scheme reads as `null` in Node, so scheme and host are compared one by one. */
export function isOwnUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}` === origin;
}
