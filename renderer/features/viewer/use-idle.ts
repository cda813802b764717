import { useCallback, useEffect, useRef, useState } from 'react';

/** The chrome fades when nothing was moved or pressed for this long. */
const idleMs = 2500;

/**
 * Whether the person only looks. Never while the pointer or the keyboard focus is on the chrome
 * (`[data-chrome]`), or a menu is open.
 */
export function useIdle(enabled: boolean): { idle: boolean; wake: () => void } {
  const [idle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wake = useCallback(() => {
    setIdle(false);
    clearTimeout(timer.current);
    if (!enabled) return;
    const check = (): void => {
      const busy = document.querySelector(
        '[data-chrome]:hover, [data-chrome] :focus-visible, [role=menu], [data-paused]',
      );
      if (busy === null) setIdle(true);
      else timer.current = setTimeout(check, idleMs);
    };
    timer.current = setTimeout(check, idleMs);
  }, [enabled]);
  useEffect(() => {
    wake();
    return () => clearTimeout(timer.current);
  }, [wake]);
  return { idle: idle && enabled, wake };
}
