import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button, Spinner } from '@vkontakte/vkui';
import { type ReactNode, useEffect, useRef } from 'react';

import { explain } from '../api/problem';
import { useRefetchFailed } from '../api/useRefetchFailed';
import { Failure, LoadingRows } from './states';

/** A query over pages, flattened by `flatPages`. */
export type PagesQuery<T> = Pick<
  UseInfiniteQueryResult<readonly T[]>,
  | 'data'
  | 'error'
  | 'isError'
  | 'hasNextPage'
  | 'isFetching'
  | 'isFetchingNextPage'
  | 'fetchNextPage'
>;

export interface PagesProps<T> {
  readonly query: PagesQuery<T>;
  readonly empty: ReactNode;
  readonly children: (item: T) => ReactNode;
}

/** A list that grows as it is scrolled. */
export function Pages<T>({ query, empty, children }: PagesProps<T>): ReactNode {
  const refetchFailed = useRefetchFailed();
  if (!query.data) {
    if (!query.isError) return <LoadingRows />;
    return <Failure error={query.error} onRetry={refetchFailed} />;
  }
  // A page can be shorter than asked for, even empty: only the lack of a next one ends the list.
  if (query.data.length === 0 && !query.hasNextPage) return empty;
  return (
    <>
      {query.data.map((item) => children(item))}
      {query.hasNextPage && <More key={query.data.length} query={query} />}
    </>
  );
}

function More<T>({ query }: { readonly query: PagesQuery<T> }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const { fetchNextPage, isFetching, isFetchingNextPage, isError, error } = query;
  useEffect(() => {
    // While the list is read anew no page is added to it: whoever is at its end by then is seen again afterwards.
    if (!place.current || isError || isFetching) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void fetchNextPage({ cancelRefetch: false });
      },
      // Half a screen ahead, so that scrolling is not stopped.
      { rootMargin: '50% 0px' },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [fetchNextPage, isError, isFetching]);
  return (
    <div className="inset" ref={place}>
      {isFetchingNextPage || !isError ? (
        <Spinner>Загружается</Spinner>
      ) : (
        <Button mode="tertiary" onClick={() => void fetchNextPage()} size="m" stretched>
          {explain(error).title}. Повторить
        </Button>
      )}
    </div>
  );
}
