import { eventChannel } from '../../shared/contract/bridge.ts';
import type { EventName, EventPayload } from '../../shared/contract/index.ts';

/** Sends an event of the contract to the window. */
export type Publish = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

interface Receiver {
  isDestroyed(): boolean;
  readonly webContents: { send(channel: string, ...args: unknown[]): void };
}

export function publisherTo(window: () => Receiver | null): Publish {
  return (name, payload) => {
    const receiver = window();
    if (receiver !== null && !receiver.isDestroyed()) receiver.webContents.send(eventChannel, name, payload);
  };
}
