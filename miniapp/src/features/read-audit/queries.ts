import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** What the log is narrowed by. Days are moments in RFC 3339. */
export interface AuditFilter {
  readonly action?: Schemas['AuditAction'];
  readonly since?: string;
  readonly until?: string;
}

/** Who changed what, the newest first. */
export const auditQuery = (id: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'audit', 'lines', filter),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/audit', {
          params: {
            path: { municipality_id: id },
            query: { ...filter, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['AuditLine']>,
  });

/** All kinds of changes. */
export const auditActionsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'audit', 'actions'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/audit/actions', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
