import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf, WATCH_EVERY_MS } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

export type Numbers = Schemas['Numbers'];
export type ActivityGroup = Schemas['ActivityGroup'];
export type OpensList = Schemas['OpensList'];
export type Summed = Schemas['Summed'];

/** The municipality's figures in a period; asked again and again while a count is on its way. */
export const activityQuery = (id: string, period: string) =>
  queryOptions({
    queryKey: keyOf(id, 'activity', 'figures', period),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity', {
          params: { path: { municipality_id: id }, query: { period } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.is_counting ? WATCH_EVERY_MS : false),
  });

/** Streets with the numbers of their houses. */
export const streetsQuery = (id: string, period: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'activity', 'streets', period),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity/streets', {
          params: { path: { municipality_id: id }, query: { period, ...cursorParam(pageParam) } },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['StreetItem']>,
  });

/** The liveliest and the least lively houses. */
export const liveliestQuery = (id: string, period: string) =>
  queryOptions({
    queryKey: keyOf(id, 'activity', 'liveliest', period),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity/houses', {
          params: { path: { municipality_id: id }, query: { period } },
          signal,
        }),
      ),
  });

/** The houses behind a figure that is a sum of theirs, in pages that say what all of them come to. */
export const rankingQuery = (id: string, period: string, figure: Summed) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'activity', 'ranking', period, figure),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity/ranking', {
          params: {
            path: { municipality_id: id },
            query: { period, figure, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
  });

/** How broadcasts arrived, and how questions and complaints were answered. */
export const workQuery = (id: string, period: string) =>
  queryOptions({
    queryKey: keyOf(id, 'activity', 'work', period),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity/work', {
          params: { path: { municipality_id: id }, query: { period } },
          signal,
        }),
      ),
  });

/** The region's municipalities side by side. */
export const regionQuery = (id: string, period: string) =>
  queryOptions({
    queryKey: keyOf(id, 'activity', 'region', period),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/activity/region', {
          params: { path: { municipality_id: id }, query: { period } },
          signal,
        }),
      ),
  });
