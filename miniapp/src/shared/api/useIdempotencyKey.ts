import { useCallback, useRef } from 'react';

/** Gives the `Idempotency-Key` of what is being created: the same for the same content until it is done. */
export function useIdempotencyKey(): { keyOf: (content: unknown) => string; done: () => void } {
  const known = useRef({ content: '', key: '' });
  const keyOf = useCallback((content: unknown) => {
    const text = content instanceof File ? fileMark(content) : JSON.stringify(content);
    if (known.current.content !== text) known.current = { content: text, key: crypto.randomUUID() };
    return known.current.key;
  }, []);
  const done = useCallback(() => {
    known.current = { content: '', key: '' };
  }, []);
  return { keyOf, done };
}

function fileMark(file: File): string {
  return `${file.name} ${file.size} ${file.lastModified}`;
}
