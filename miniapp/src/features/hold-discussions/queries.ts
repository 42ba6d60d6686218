import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf, WATCH_EVERY_MS } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';
import { dayOf } from '../../shared/days';

export type Discussion = Schemas['Discussion'];

/** Discussions that are ahead or under way, the next ones first; or all that were. */
export const discussionsQuery = (id: string, isOpen: boolean) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'discussions', 'list', isOpen),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/discussions', {
          params: {
            path: { municipality_id: id },
            query: { is_open: isOpen, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['DiscussionItem']>,
  });

/** The discussions that start in a month, with a day on either side: the API's days and the person's begin apart. */
export const monthOfDiscussionsQuery = (id: string, month: Date) => {
  const [year, number] = [month.getFullYear(), month.getMonth()];
  const days = {
    since: dayOf(new Date(year, number, 0)),
    until: dayOf(new Date(year, number + 1, 1)),
  };
  return infiniteQueryOptions({
    queryKey: keyOf(id, 'discussions', 'list', days),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/discussions', {
          params: {
            path: { municipality_id: id },
            query: { ...days, limit: 100, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['DiscussionItem']>,
  });
};

/** One discussion; asked again while its chat is being created or closed. */
export const discussionQuery = (id: string, discussionId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'discussions', 'one', discussionId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/discussions/{discussion_id}', {
          params: { path: { municipality_id: id, discussion_id: discussionId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? WATCH_EVERY_MS : false),
  });

/** Whether a time would do, and which would. */
export const timeQuery = (id: string, body: Schemas['CheckTimeAsk']) =>
  queryOptions({
    queryKey: keyOf(id, 'discussions', 'time', body),
    queryFn: ({ signal }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/discussions/check', {
          params: { path: { municipality_id: id } },
          body,
          signal,
        }),
      ),
  });

const MOVING: readonly Discussion['state'][] = ['preparing', 'ending', 'closing'];

function isMoving({ state }: Discussion): boolean {
  return MOVING.includes(state);
}
