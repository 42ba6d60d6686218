import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

export type Task = Schemas['HealthTask'];
export type TaskCount = Schemas['HealthTaskCount'];
export type IllHouse = Schemas['HealthHouse'];

// Under the houses, since whatever changes them changes their tasks.
const HEALTH = ['houses', 'health'] as const;

/** All tasks, counted. */
export const healthQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, ...HEALTH, 'counts'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/health', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });

/** Houses with a task that is open, or put aside. */
export const illHousesQuery = (id: string, task: Task, snoozed: boolean) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, ...HEALTH, 'list', task, snoozed),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/health/houses', {
          params: {
            path: { municipality_id: id },
            query: { task, snoozed, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<IllHouse>,
  });

/** What was mended of a task, the newest first. */
export const mendedQuery = (id: string, task: Task) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, ...HEALTH, 'mended', task),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/health/mended', {
          params: { path: { municipality_id: id }, query: { task, ...cursorParam(pageParam) } },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['MendedItem']>,
  });
