import { useEffect, useState } from 'react';

/** The time, in milliseconds since the epoch, as of at most a moment ago: renders again that often. */
export function useNow(everyMs = 15_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
