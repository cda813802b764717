import { create } from 'zustand';

interface ToastAction {
  label: string;
  onSelect: () => void;
}

export interface ToastOptions {
  description?: string;
  action?: ToastAction;
  /** Milliseconds on screen; longer by default where there is something to press. */
  duration?: number;
}

export interface ToastMessage extends ToastOptions {
  id: number;
  tone: 'success' | 'error' | 'info';
  title: string;
  duration: number;
}

interface ToastState {
  messages: ToastMessage[];
}

/** More would cover the assets. */
const mostOnScreen = 3;
let lastId = 0;

export const useToasts = create<ToastState>()(() => ({ messages: [] }));

function show(tone: ToastMessage['tone'], title: string, options: ToastOptions = {}): number {
  const id = ++lastId;
  const duration = options.duration ?? (tone === 'error' || options.action ? 8000 : 4000);
  useToasts.setState(({ messages }) => ({
    messages: [...messages, { ...options, id, tone, title, duration }].slice(-mostOnScreen),
  }));
  return id;
}

/** Short messages at the bottom of the window; each answers its id. */
export const toast = {
  success: (title: string, options?: ToastOptions): number => show('success', title, options),
  info: (title: string, options?: ToastOptions): number => show('info', title, options),
  error: (title: string, options?: ToastOptions): number => show('error', title, options),
  dismiss: (id: number): void =>
    useToasts.setState(({ messages }) => ({ messages: messages.filter((message) => message.id !== id) })),
};
