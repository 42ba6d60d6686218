import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf, WATCH_EVERY_MS } from '../../shared/api/keys';
import { cursorPages, cursorParam, flatPages } from '../../shared/api/pages';

export type Broadcast = Schemas['Broadcast'];

/** What the list of broadcasts is narrowed by. */
export interface BroadcastFilter {
  readonly state?: Schemas['BroadcastState'];
  readonly mine?: boolean;
  readonly since?: string;
  readonly until?: string;
}

/** What became of a message in a house, as far as the list of houses is narrowed by it. */
export type DeliveryState = Exclude<Schemas['Delivery'], 'moved'>;

/** Whether a broadcast changes by itself. */
export function isMoving({ state, counts, ...more }: Broadcast): boolean {
  if (state === 'draft') return false;
  const changes = [more.edits, more.withdrawals, more.pins];
  return (
    state === 'scheduled' ||
    state === 'sending' ||
    counts.waiting > 0 ||
    changes.some((each) => (each?.waiting ?? 0) > 0)
  );
}

// Whatever was just asked for begins a moment later; until then nothing moves.
const BEGINS_WITHIN_MS = 20_000;
const asked = new Map<string, number>();

/** Remembers that something was asked of a broadcast, so that its beginning is not missed. */
export function expectChange(broadcastId: string): void {
  asked.set(broadcastId, Date.now());
}

function isExpected(broadcastId: string): boolean {
  return Date.now() - (asked.get(broadcastId) ?? 0) < BEGINS_WITHIN_MS;
}

/** Broadcasts, the newest first; asked again and again while one of the newest is on its way. */
export const broadcastsQuery = (id: string, filter: BroadcastFilter) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'broadcasts', 'list', filter),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcasts', {
          params: {
            path: { municipality_id: id },
            query: { ...filter, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['BroadcastItem']>,
    refetchInterval: ({ state }) => {
      const [first, second] = state.data?.pages ?? [];
      return !second && first?.items.some((each) => each.state === 'sending')
        ? WATCH_EVERY_MS
        : false;
    },
  });

/** One broadcast; asked again and again while it changes by itself. */
export const broadcastQuery = (id: string, broadcastId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'broadcasts', 'one', broadcastId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}', {
          params: { path: { municipality_id: id, broadcast_id: broadcastId } },
          signal,
        }),
      ),
    refetchInterval: ({ state: { data } }) =>
      data && (isMoving(data) || isExpected(data.id)) ? WATCH_EVERY_MS : false,
  });

/** The houses of a broadcast, and what became of each. */
export const deliveriesQuery = (
  id: string,
  broadcastId: string,
  state: DeliveryState | undefined,
  isLive: boolean,
) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'broadcasts', 'deliveries', broadcastId, state ?? ''),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}/deliveries', {
          params: {
            path: { municipality_id: id, broadcast_id: broadcastId },
            query: { ...(state && { state }), limit: 20, ...cursorParam(pageParam) },
          },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['DeliveryItem']>,
    // Only the beginning of the list lives by itself: whoever has scrolled on would have all pages fetched anew.
    refetchInterval: ({ state: { data } }) =>
      isLive && (data?.pages.length ?? 0) < 2 ? WATCH_EVERY_MS : false,
  });

/** Templates, kinds of messages, placeholders. */
export const templatesQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'broadcasts', 'templates'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcast-templates', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });

/** What an audience can be narrowed by, the streets of a settlement among it. */
export const choicesQuery = (id: string, settlement: string) =>
  queryOptions({
    queryKey: keyOf(id, 'broadcasts', 'choices', settlement),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/audience-choices', {
          params: { path: { municipality_id: id }, query: settlement ? { settlement } : {} },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** Saved groups of houses, by name. */
export const groupsQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'broadcasts', 'groups'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/house-groups', {
          params: { path: { municipality_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

/** How a broadcast will look, how many will get it, who will not and why. */
export const previewQuery = (id: string, body: Schemas['PreviewBroadcastAsk']) =>
  queryOptions({
    queryKey: keyOf(id, 'broadcasts', 'preview', body),
    queryFn: ({ signal }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/broadcasts/preview', {
          params: { path: { municipality_id: id } },
          body,
          signal,
        }),
      ),
    enabled: body.audience.length > 0,
  });

/** Regular broadcasts, the newest first. */
export const schedulesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keyOf(id, 'schedules', 'list'),
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcast-schedules', {
          params: { path: { municipality_id: id }, query: cursorParam(pageParam) },
          signal,
        }),
      ),
    ...cursorPages,
    select: flatPages<Schemas['Schedule']>,
  });

/** One regular broadcast. */
export const scheduleQuery = (id: string, scheduleId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'schedules', 'one', scheduleId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcast-schedules/{schedule_id}', {
          params: { path: { municipality_id: id, schedule_id: scheduleId } },
          signal,
        }),
      ),
  });
