import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { codeOf } from '../../shared/api/problem';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useWorkplace } from '../work-in-municipality/workplace';
import { audienceAsk, type Composition, contentAsk, forgetComposition, NEW } from './composition';
import { type Broadcast, broadcastQuery } from './queries';

export interface Outgoing {
  readonly written: Composition;
  /** When it leaves; null is now. */
  readonly at: string | null;
  /** It is kept without being sent. */
  readonly isDraft: boolean;
  readonly isConfirmed: boolean;
}

/** Keeps a message, and sends it. A repetition after a lost answer does neither twice. */
export function useSending(name: string) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();

  const kept = useRef({ id: name === NEW ? '' : name, body: '' });

  const keep = async (written: Composition): Promise<string> => {
    const body: Schemas['BroadcastAsk'] = {
      content: contentAsk(written),
      audience: audienceAsk(written),
      municipality_ids: [...written.municipalityIds],
    };
    const said = JSON.stringify(body);
    if (kept.current.body === said) return kept.current.id;
    const broadcast = kept.current.id
      ? await ask(
          api.PUT('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}', {
            params: { path: { municipality_id: id, broadcast_id: kept.current.id } },
            body,
          }),
        )
      : await ask(
          api.POST('/api/v1/municipalities/{municipality_id}/broadcasts', {
            params: {
              path: { municipality_id: id },
              header: { 'Idempotency-Key': idempotencyKey(body) },
            },
            body,
          }),
        );
    kept.current = { id: broadcast.id, body: said };
    return broadcast.id;
  };

  const send = async (
    broadcastId: string,
    { at, isDraft, isConfirmed }: Outgoing,
  ): Promise<Broadcast> => {
    const params = { path: { municipality_id: id, broadcast_id: broadcastId } };
    const found = (): Promise<Broadcast> =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}', { params }),
      );
    if (isDraft) return found();
    try {
      return await ask(
        api.POST('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}/send', {
          params,
          body: { at, confirmed: isConfirmed },
        }),
      );
    } catch (error) {
      // An earlier answer was lost, and it is on its way already.
      if (codeOf(error) === 'broadcast_state') return found();
      throw error;
    }
  };

  return useMutation({
    mutationFn: async (outgoing: Outgoing): Promise<Broadcast> =>
      send(await keep(outgoing.written), outgoing),
    onSuccess: (broadcast) => {
      done();
      forgetComposition(name);
      client.setQueryData(broadcastQuery(id, broadcast.id).queryKey, broadcast);
      void client.invalidateQueries({ queryKey: keyOf(id, 'broadcasts', 'list') });
    },
  });
}
