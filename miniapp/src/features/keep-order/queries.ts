import { infiniteQueryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

/** What was done for the order of a house's chat, the newest first. */
export const moderationQuery = (id: string, houseId: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'moderation', houseId),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/{house_id}/moderation', {
          params: {
            path: { municipality_id: id, house_id: houseId },
            query: cursorParam(pageParam),
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['ModerationLine']>,
  });
