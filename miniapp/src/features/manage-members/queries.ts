import { infiniteQueryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** Members of a municipality by name. */
export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'members'),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/members', {
          params: { path: { municipality_id: id }, query: cursorParam(pageParam) },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['Member']>,
  });
