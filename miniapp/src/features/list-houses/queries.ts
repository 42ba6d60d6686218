import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf, WATCH_EVERY_MS } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** What the list of houses is narrowed by. */
export interface HouseFilter {
  readonly search?: string;
  readonly state?: Schemas['HouseState'];
  readonly organization_id?: string;
  readonly administrator?: Schemas['AdministratorState'];
  readonly onboarding?: Schemas['OnboardingState'];
  readonly nobody_joined?: boolean;
  readonly settlement?: string;
  readonly street?: string;
  /** Whether nobody writes there any more. */
  readonly silent?: boolean;
  readonly import_id?: string;
}

/** The municipality with its counters; asked again and again while chats are being created. */
export const municipalityQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'houses', 'municipality'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.counters?.waiting ? WATCH_EVERY_MS : false),
  });

/** Houses by address. */
export const housesQuery = (id: string, filter: HouseFilter) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'houses', 'list', filter),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses', {
          params: {
            path: { municipality_id: id },
            query: { ...filter, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['HouseItem']>,
    // Only the beginning of the list lives by itself: whoever has scrolled on would have all pages fetched anew.
    refetchInterval: ({ state }) => {
      const [first, second] = state.data?.pages ?? [];
      return !second && first?.items.some((house) => house.state === 'waiting')
        ? WATCH_EVERY_MS
        : false;
    },
  });

/** How many houses meet the filters. */
export const houseCountsQuery = (id: string, filter: HouseFilter) =>
  queryOptions({
    queryKey: keyOf(id, 'houses', 'counts', filter),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/counts', {
          params: { path: { municipality_id: id }, query: filter },
          signal,
        }),
      ),
  });

/** What the list can be narrowed by. */
export const houseFiltersQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'houses', 'filters'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/filters', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** One house with all that its screen shows; asked again and again while its chat is being created. */
export const houseQuery = (id: string, houseId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'houses', 'one', houseId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/{house_id}', {
          params: { path: { municipality_id: id, house_id: houseId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.house.state === 'waiting' ? WATCH_EVERY_MS : false,
  });

/** What people changed about a house. */
export const houseHistoryQuery = (id: string, houseId: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'houses', 'history', houseId),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/{house_id}/history', {
          params: {
            path: { municipality_id: id, house_id: houseId },
            query: { limit: 10, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['AuditLine']>,
  });
