import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf, WATCH_EVERY_MS } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

type Import = Schemas['Import'];

/** Imports, the newest first; asked again and again while one of them is running. */
export const importsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'imports', 'list'),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/imports', {
          params: { path: { municipality_id: id }, query: cursorParam(pageParam) },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['ImportItem']>,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((each) => each.state === 'running'))
        ? WATCH_EVERY_MS
        : false,
  });

/** An import; asked again and again while its chats are being created. */
export const importQuery = (id: string, importId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'imports', 'one', importId),
    queryFn: ({ signal }): Promise<Import> =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/imports/{import_id}', {
          params: { path: { municipality_id: id, import_id: importId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? WATCH_EVERY_MS : false),
  });

/** Rows of the sheet that are left out: those with errors, or those that repeat a house. */
export const importRowsQuery = (id: string, importId: string, kind: 'bad' | 'repeat') =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'imports', 'rows', importId, kind),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/imports/{import_id}/rows', {
          params: {
            path: { municipality_id: id, import_id: importId },
            query: { kind, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['ImportRow']>,
    staleTime: Infinity,
  });

/** How an import ended: why houses failed, how many were there already. */
export const importReportQuery = (id: string, importId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'imports', 'report', importId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/imports/{import_id}/report', {
          params: { path: { municipality_id: id, import_id: importId } },
          signal,
        }),
      ),
  });
