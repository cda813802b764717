import { fileURLToPath } from 'node:url';
import {
  isMainThread,
  Worker,
  type MessagePort as WorkerPort,
  parentPort as workerPort,
} from 'node:worker_threads';
import type { ParentPort } from 'electron';
import { startEmbeddedStore } from '../storage/embedded/index.ts';
import type { MessagePort } from './message-port.ts';
import { serveDatabase } from './server.ts';
import { serveLocalServices } from './supervisor.ts';

// The process of a local library. PGlite blocks its thread while it works, so it gets one of its own
// and the object store goes on serving. The thread runs this same file.
if (isMainThread) serveLocalServices({ port: processPort(), startDatabase, startStore: startEmbeddedStore });
else if (workerPort) serveDatabase(portOf(workerPort));

function startDatabase(): MessagePort {
  const worker = new Worker(fileURLToPath(import.meta.url));
  // The thread ends only when the database failed for good: then this process does, and the app sees it.
  worker.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  worker.on('exit', (code) => process.exit(code));
  return portOf(worker);
}

function portOf(port: Worker | WorkerPort): MessagePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
  };
}

/** Electron's port of a utility process; under plain Node (tests) the channel of the parent process. */
function processPort(): MessagePort {
  const electronPort: ParentPort | undefined = process.parentPort;
  if (electronPort) {
    return {
      post: (message) => electronPort.postMessage(message),
      onMessage: (listener) => electronPort.on('message', (event) => listener(event.data)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    // To a parent that was killed nothing can be said any more; that it is gone ends this process.
    post: (message) => process.send?.(message, () => undefined),
    onMessage: (listener) => process.on('message', listener),
  };
}
