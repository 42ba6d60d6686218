import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** Kinds of organisations and their names. */
export const KINDS: readonly {
  readonly value: Schemas['OrganizationKind'];
  readonly label: string;
}[] = [
  { value: 'company', label: 'Управляющая компания' },
  { value: 'administration', label: 'Администрация' },
  { value: 'utility', label: 'Ресурсная организация' },
  { value: 'other', label: 'Другая организация' },
];

/** Organisations by name. */
export const organizationsQuery = (id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'organizations', 'list', search),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/organizations', {
          params: {
            path: { municipality_id: id },
            query: { ...(search && { search }), ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['Organization']>,
  });

/** One organisation. */
export const organizationQuery = (id: string, organizationId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'organizations', 'one', organizationId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/organizations/{organization_id}', {
          params: { path: { municipality_id: id, organization_id: organizationId } },
          signal,
        }),
      ),
  });

/** Who represents an organisation. */
export const representativesQuery = (id: string, organizationId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'organizations', 'representatives', organizationId),
    queryFn: ({ signal }) =>
      ask(
        api.GET(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/representatives',
          {
            params: { path: { municipality_id: id, organization_id: organizationId } },
            signal,
          },
        ),
      ),
  });
