import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, callChannel, eventChannel } from '../shared/contract/bridge.ts';
import type { CallReply } from '../shared/contract/errors.ts';

/** Only names of the contract pass; the build fills them in so that the preload need not carry the schemas. */
declare const __CALL_NAMES__: readonly string[];
declare const __EVENT_NAMES__: readonly string[];
const callNames = new Set(__CALL_NAMES__);
const eventNames = new Set(__EVENT_NAMES__);
/** These name files by path, so the page may not call them itself: only the functions below that take files do. */
const preloadOnly = new Set(['ingest.addPaths', 'similar.embedPath', 'versions.replacePath']);

function invoke<T>(name: string, input: unknown): Promise<CallReply<T>> {
  return ipcRenderer.invoke(callChannel, name, input);
}

const listeners = new Map<string, Set<(payload: unknown) => void>>();
ipcRenderer.on(eventChannel, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

const bridge: Bridge = {
  call(name, input) {
    if (!callNames.has(name) || preloadOnly.has(name)) throw new Error(`No such call: ${name}`);
    return invoke(name, input);
  },
  on(name, listener) {
    if (!eventNames.has(name)) throw new Error(`No such event: ${name}`);
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  },
  async addFiles(files, options) {
    const paths: string[] = [];
    const withoutPath: File[] = [];
    for (const file of files) {
      const path = webUtils.getPathForFile(file);
      if (path === '') withoutPath.push(file);
      else paths.push(path);
    }
    if (paths.length === 0) return { reply: null, withoutPath };
    return { reply: await invoke('ingest.addPaths', { ...options, paths }), withoutPath };
  },
  async replaceFile(file, options) {
    const path = webUtils.getPathForFile(file);
    return path === '' ? null : invoke('versions.replacePath', { ...options, path });
  },
  async embedFile(file) {
    const path = webUtils.getPathForFile(file);
    return path === '' ? null : invoke('similar.embedPath', { path });
  },
};

contextBridge.exposeInMainWorld('sparklio', bridge);
