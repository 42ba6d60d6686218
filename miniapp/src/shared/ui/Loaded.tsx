import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { useRefetchFailed } from '../api/useRefetchFailed';
import { Failure, LoadingRows } from './states';

export interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly loading?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** What a query brought, or that it is on its way, or why it is not there. Old data stays while new is fetched. */
export function Loaded<T>({ query, loading, children }: LoadedProps<T>): ReactNode {
  const refetchFailed = useRefetchFailed();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} onRetry={refetchFailed} />;
  return loading ?? <LoadingRows />;
}
