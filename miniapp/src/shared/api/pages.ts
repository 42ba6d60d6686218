import type { InfiniteData } from '@tanstack/react-query';

/** A page as the API gives it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** What every query over cursor pages has in common; add a key and `queryFn`. */
export const cursorPages = {
  initialPageParam: '',
  getNextPageParam: (page: { readonly next_cursor: string | null }) => page.next_cursor,
} as const;

/** All items that were loaded so far. */
export function flatPages<T>(data: InfiniteData<Page<T>, string>): T[] {
  return data.pages.flatMap((page) => page.items);
}

/** The cursor as a parameter of a request: none for the first page. */
export function cursorParam(cursor: string): { cursor?: string } {
  return cursor ? { cursor } : {};
}
