/** One end of a channel between two processes or threads: Electron's and Node's kinds, made alike. */
export interface MessagePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
