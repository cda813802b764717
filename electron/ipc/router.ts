import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { callChannel } from '../../shared/contract/bridge.ts';
import type { CallReply } from '../../shared/contract/errors.ts';
import { type CallName, type CallOutput, type CallParsed, calls } from '../../shared/contract/index.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';

/** One handler for every call of the contract; a missing one does not compile. */
export type Handlers = { [N in CallName]: (input: CallParsed<N>) => Promise<CallOutput<N>> | CallOutput<N> };
/** The handlers of one area. */
export type AreaHandlers<A extends string> = Pick<Handlers, Extract<CallName, `${A}.${string}`>>;

/** Whether a message comes from the main frame of the app's own window at the app's own origin. */
export interface SenderCheck {
  isTrusted(event: IpcMainInvokeEvent): boolean;
}

/** Any failure as the renderer may see it: nothing but a code, plain facts and a fixed sentence. */
export function toReply(error: unknown, name: string): CallReply<never> {
  if (error instanceof AppError) return { ok: false, error: error.toCallError() };
  if (error instanceof Error && error.name === 'AbortError') {
    return { ok: false, error: { code: 'cancelled', message: 'Cancelled', details: {}, retry: true } };
  }
  log.error(`call ${name} failed`, error);
  return {
    ok: false,
    error: { code: 'internal', message: 'Something went wrong', details: {}, retry: true },
  };
}

/** Answers one call: sender, name and input are checked before any handler sees them. */
export async function answer(
  handlers: Handlers,
  trusted: boolean,
  name: unknown,
  input: unknown,
): Promise<CallReply<unknown>> {
  const definition = typeof name === 'string' ? calls.get(name) : undefined;
  if (!trusted || definition === undefined) {
    log.warn('refused a call', { name: String(name).slice(0, 60), trusted });
    return {
      ok: false,
      error: { code: 'invalid_input', message: 'No such call', details: {}, retry: false },
    };
  }
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return {
      ok: false,
      error: { code: 'invalid_input', message: 'Invalid input', details: { field }, retry: false },
    };
  }
  const handler = handlers[name as CallName] as (input: unknown) => unknown;
  try {
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    return toReply(error, String(name));
  }
}

export function registerRouter(ipcMain: IpcMain, handlers: Handlers, sender: SenderCheck): void {
  ipcMain.handle(callChannel, (event, name: unknown, input: unknown) =>
    answer(handlers, sender.isTrusted(event), name, input),
  );
}
