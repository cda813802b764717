import { utilityProcess } from 'electron';
import type { ServicesProcess } from './local/index.ts';
import { log } from './log.ts';

/** Starts a utility process of ours. Its output goes to the log; it ends with the app. */
export function fork(entry: string, serviceName: string): ServicesProcess {
  const child = utilityProcess.fork(entry, [], { serviceName, stdio: 'pipe' });
  child.stderr?.on('data', (data: Buffer) => log.warn(`${serviceName}: ${data.toString('utf8').trimEnd()}`));
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        if (code !== 0) log.warn(`${serviceName} ended`, { code });
        listener();
      });
    },
    kill: () => {
      child.kill();
    },
  };
}
