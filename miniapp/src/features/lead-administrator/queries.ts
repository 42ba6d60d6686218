import { queryOptions } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';

// People act in the bot meanwhile, and nobody presses anything here.
const LOOK_EVERY_MS = 5_000;

/** How far the bot has led a house's administrator. */
export const onboardingQuery = (id: string, houseId: string) =>
  queryOptions({
    queryKey: keyOf(id, 'houses', 'onboarding', houseId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/houses/{house_id}/onboarding', {
          params: { path: { municipality_id: id, house_id: houseId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === 'live' ? false : LOOK_EVERY_MS),
  });

/** The chat of the municipality's employees and chat administrators. */
export const coordinationQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id, 'coordination'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/coordination', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === 'live' ? false : LOOK_EVERY_MS),
  });
