import { useEffect, useState } from 'react';

// Long enough to finish a word, short enough not to be waited for.
const SETTLES_MS = 350;

/** A value once it has not changed for a moment: what is typed, before the API is asked about it. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
