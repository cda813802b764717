import { setPriority } from 'node:os';
import { parentPort as threadPort } from 'node:worker_threads';
import type {} from 'electron';
import { type MessagePort, serveMedia } from './serve.ts';

/**
 * The process's own way to talk to who started it: Electron's utility process in the app; a worker thread
 * or a forked child where it runs under plain Node.
 */
function connect(): MessagePort {
  const electronPort: Electron.ParentPort | undefined = process.parentPort;
  if (electronPort !== undefined) {
    return {
      postMessage: (message) => electronPort.postMessage(message),
      onMessage: (listener) => electronPort.on('message', (event) => listener(event.data)),
    };
  }
  const thread = threadPort;
  if (thread !== null) {
    return {
      postMessage: (message) => thread.postMessage(message),
      onMessage: (listener) => thread.on('message', listener),
    };
  }
  if (process.send === undefined) throw new Error('The media worker was started by nobody');
  // A forked child must not outlive its parent.
  process.on('disconnect', () => process.exit());
  return {
    postMessage: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}

/**
 * Pictures leave the processors to the window and the library, but are not starved by other programs: files are hashed
 * here, too. From 0 (usual) to 19.
 */
const niceness = 5;

try {
  setPriority(niceness);
} catch {
  // It does the same at the usual priority.
}

serveMedia(connect(), {
  createEmbedder: async (resourcesDir) => {
    const { createBuiltinEmbedder } = await import('../similarity/embedders/builtin/index.ts');
    return createBuiltinEmbedder(resourcesDir);
  },
  openClip: async (modelDir) => {
    const { openClip } = await import('../similarity/clip/runtime.ts');
    return openClip(modelDir);
  },
});
