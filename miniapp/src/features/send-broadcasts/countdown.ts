import { useEffect, useState } from 'react';

const TICK_MS = 250;

/** Whole seconds until something that is `seconds` away from `since` (a moment of this device, in ms). */
export function secondsUntil(seconds: number, since: number, now: number): number {
  return Math.max(0, Math.ceil(seconds - (now - since) / 1000));
}

/** Seconds that run down to 0. They are told from when the API said them: clocks of devices are wrong. */
export function useCountdown(seconds: number, since: number): number {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return secondsUntil(seconds, since, Math.max(now, since));
}
