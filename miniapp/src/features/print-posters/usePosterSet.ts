import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useErrorNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

export type PosterSet = Schemas['PosterSet'];

// A file's record is written about once a second while it is being made.
const WATCH_EVERY_MS = 1000;

/** A set of posters, asked again and again while one of its files is being fetched. */
export function usePosterSet() {
  const { id } = useWorkplace();
  const showError = useErrorNotice();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  const [isWatched, setWatched] = useState(false);
  const create = useMutation({
    mutationFn: (body: Schemas['PosterSetAsk']) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/poster-sets', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: done,
    onError: showError,
  });
  const setId = create.data?.id ?? '';
  const watched = useQuery({
    queryKey: keyOf(id, 'poster-sets', setId),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/poster-sets/{set_id}', {
          params: { path: { municipality_id: id, set_id: setId } },
          signal,
        }),
      ),
    enabled: isWatched && setId !== '',
    refetchInterval: ({ state }) =>
      state.data?.files.every(({ made, houses }) => made === houses) ? false : WATCH_EVERY_MS,
  });
  return {
    create: create.mutate,
    isCreating: create.isPending,
    set: watched.data ?? create.data,
    watch: () => setWatched(true),
  };
}
