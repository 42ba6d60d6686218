import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import { createQueryClient } from '../src/shared/api/queryClient';
import { Pages, type PagesQuery } from '../src/shared/ui/Pages';

/** Whatever is looked at is on the screen. */
class AlwaysSeen {
  readonly #told: IntersectionObserverCallback;
  constructor(told: IntersectionObserverCallback) {
    this.#told = told;
  }
  observe(): void {
    const seen = [{ isIntersecting: true }] as IntersectionObserverEntry[];
    this.#told(seen, this as unknown as IntersectionObserver);
  }
  disconnect(): void {
    // Nothing is told later.
  }
}

afterEach(() => vi.unstubAllGlobals());

test('a list whose end was reached while it was read anew goes on afterwards', () => {
  vi.stubGlobal('IntersectionObserver', AlwaysSeen);
  const fetchNextPage = vi.fn<PagesQuery<string>['fetchNextPage']>();
  const client = createQueryClient();
  const list = (isFetching: boolean) => (
    <QueryClientProvider client={client}>
      <Pages
        empty="пусто"
        query={{
          data: ['первый'],
          error: null,
          isError: false,
          hasNextPage: true,
          isFetching,
          isFetchingNextPage: false,
          fetchNextPage,
        }}
      >
        {(item) => <p key={item}>{item}</p>}
      </Pages>
    </QueryClientProvider>
  );
  const { rerender } = render(list(true));
  expect(fetchNextPage).not.toHaveBeenCalled();
  rerender(list(false));
  expect(fetchNextPage).toHaveBeenCalledOnce();
});
