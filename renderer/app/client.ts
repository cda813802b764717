import type { Bridge } from '@shared/contract/bridge.ts';
import type { CallError, CallReply, ErrorCode, ErrorDetails } from '@shared/contract/errors.ts';
import {
  type CallInput,
  type CallOutput,
  type ContractClient,
  calls,
  type EventName,
  type EventPayload,
} from '@shared/contract/index.ts';

declare global {
  interface Window {
    readonly sparklio: Bridge;
  }
}

/** A call that was refused. `code` chooses the words (`errors.<code>` in the locales), `details` fill them in. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** Whether the same call may work if it is made again. */
  readonly retry: boolean;

  constructor(error: CallError) {
    super(error.message);
    this.code = error.code;
    this.details = error.details;
    this.retry = error.retry;
  }
}

function unwrap<T>(reply: CallReply<T>): T {
  if (reply.ok) return reply.value;
  throw new ContractError(reply.error);
}

function buildClient(): ContractClient {
  const areas: Record<string, Record<string, (input: unknown) => Promise<unknown>>> = {};
  for (const qualified of calls.keys()) {
    const [area = '', name = ''] = qualified.split('.');
    areas[area] ??= {};
    areas[area][name] = async (input) => unwrap(await window.sparklio.call(qualified, input));
  }
  // The object is built from the contract itself, so its shape is the contract's.
  return areas as unknown as ContractClient;
}

/** Calls of the main process: `await client.assets.page({…})`; rejects with a `ContractError`. */
export const client: ContractClient = buildClient();

/** Listens to an event of the main process; returns the function that stops listening. */
export function onEvent<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): () => void {
  // The main process sends only payloads that its contract typed.
  return window.sparklio.on(name, (payload) => listener(payload as EventPayload<N>));
}

/** Takes dropped, pasted or chosen files; those without a path are returned, to be sent as bytes. */
export async function addFiles(
  files: File[],
  options: Omit<CallInput<'ingest.addPaths'>, 'paths'>,
): Promise<{ batchId: string | null; withoutPath: File[] }> {
  const { reply, withoutPath } = await window.sparklio.addFiles(files, options);
  return { batchId: reply === null ? null : unwrap(reply).batchId, withoutPath };
}

/** Embeds a dropped picture for *Find similar*; by path where it has one, else by its bytes. */
export async function embedFile(file: File) {
  const reply = await window.sparklio.embedFile(file);
  if (reply !== null) return unwrap(reply);
  return client.similar.embedBytes({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
}

/** Takes a dropped file as the new version of an asset; null when it has no path, as a picture from a browser. */
export async function replaceFile(
  file: File,
  options: Omit<CallInput<'versions.replacePath'>, 'path'>,
): Promise<CallOutput<'versions.replacePath'> | null> {
  const reply = await window.sparklio.replaceFile(file, options);
  return reply === null ? null : unwrap(reply);
}
