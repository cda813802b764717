import type { Page } from '@playwright/test';
import type { RunningApp } from './running-app.ts';

/** Records, from now on, everything that the main process gives to the window: replies and events, as text. */
export async function tapIpc(app: RunningApp): Promise<() => Promise<string>> {
  await app.inMain(({ ipcMain, webContents }) => {
    const heard: string[] = [];
    Object.assign(globalThis, { heardByWindow: heard });
    const record = (value: unknown): void => {
      heard.push(
        JSON.stringify(value, (_key, part: unknown) =>
          part instanceof Uint8Array ? Buffer.from(part).toString('latin1') : part,
        ) ?? '',
      );
    };
    // Electron has no public way to listen to its handlers.
    const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
    if (!(handlers instanceof Map) || handlers.size === 0) throw new Error('There are no handlers to tap.');
    for (const [channel, handler] of [...handlers]) {
      handlers.set(channel, async (...call: unknown[]) => {
        const reply: unknown = await handler(...call);
        record(reply);
        return reply;
      });
    }
    for (const contents of webContents.getAllWebContents()) {
      const send = contents.send.bind(contents);
      contents.send = (channel, ...values) => {
        record(values);
        send(channel, ...values);
      };
    }
  });
  return () => app.inMain(() => [...Reflect.get(globalThis, 'heardByWindow')].join('\n'));
}

/** Those of the words that a text has. What is compared stays short: a report that quotes a whole memory can't be written. */
export function wordsIn(text: string, words: readonly string[]): string[] {
  return words.filter((word) => text.includes(word));
}

/** Everything in the memory of the page's process: its own scripts' and the preload's. A JSON text of many MB. */
export async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}
