import { createContext, Script } from 'node:vm';
import { z } from 'zod';
import { MediaError } from '../errors.ts';

const call = new Script('work()');
const stopped = z.object({ code: z.literal('ERR_SCRIPT_EXECUTION_TIMEOUT') });

/**
 * Runs work that never gives way, such as a parser that a damaged file may send round in circles, and breaks it off
 * after a time. (The engine's watchdog of `node:vm` reaches into everything that a script calls.)
 *
 * @throws MediaError `corrupt` when the time is up: trying again would take as long.
 */
export function limited<T>(milliseconds: number, work: () => T): T {
  let result: { value: T } | undefined;
  const context = createContext({
    work: () => {
      result = { value: work() };
    },
  });
  try {
    call.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (!stopped.safeParse(error).success) throw error;
    throw new MediaError('corrupt', `Not read within ${milliseconds} ms`);
  }
  if (result === undefined) throw new Error('The work gave nothing');
  return result.value;
}
