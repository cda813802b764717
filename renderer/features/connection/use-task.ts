import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * One thing at a time that may fail. Unlike a mutation of TanStack Query it keeps what it was called with nowhere:
 * drafts hold passwords.
 */
export function useTask(): {
  busy: boolean;
  /** Null while nothing failed. */
  error: unknown;
  /** Answers whether it went well. Does nothing while another one runs. */
  run: (task: () => Promise<void>) => Promise<boolean>;
  reset: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const run = useCallback(async (task: () => Promise<void>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      await task();
      return true;
    } catch (failure) {
      if (mounted.current) setError(failure);
      return false;
    } finally {
      running.current = false;
      if (mounted.current) setBusy(false);
    }
  }, []);
  const reset = useCallback(() => setError(null), []);
  return { busy, error, run, reset };
}
