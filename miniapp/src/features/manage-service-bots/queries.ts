import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** The municipality's catalogue of service bots, by name. */
export const serviceBotsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'service-bots', 'list'),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/service-bots', {
          params: { path: { municipality_id: id }, query: cursorParam(pageParam) },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['CatalogueBot']>,
  });

/** One entry of the catalogue. */
export const serviceBotQuery = (id: string, groupId: number) =>
  queryOptions({
    queryKey: keyOf(id, 'service-bots', 'one', groupId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/service-bots/{group_id}', {
          params: { path: { municipality_id: id, group_id: groupId } },
          signal,
        }),
      ),
  });

/** The houses whose chat the bot is not in yet. */
export const awaitingHousesQuery = (id: string, groupId: number) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'service-bots', 'awaiting', groupId),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/service-bots/{group_id}/houses', {
          params: {
            path: { municipality_id: id, group_id: groupId },
            query: { awaited: true, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['BotHouse']>,
  });
