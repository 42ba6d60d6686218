import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { type Broadcast, broadcastQuery, expectChange } from './queries';

/** What can be done with a broadcast that needs no words. */
export type BroadcastAction = 'cancel' | 'resume' | 'retry' | 'withdraw';

const DONE: Readonly<Record<BroadcastAction, string>> = {
  cancel: 'Отправка отменена',
  resume: 'Продолжаем отправлять',
  retry: 'Отправляем ещё раз тем, кому не дошло',
  withdraw: 'Удаляем сообщение из чатов',
};

/** Takes back, goes on, tries again, withdraws. */
export function useBroadcastAction(broadcastId: string) {
  const show = useNotice();
  const showError = useErrorNotice();
  const params = useParams(broadcastId);
  const kept = useKeep();
  return useMutation({
    mutationFn: (action: BroadcastAction): Promise<Broadcast> => {
      const base = '/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}' as const;
      if (action === 'cancel') return ask(api.POST(`${base}/cancel`, params));
      if (action === 'resume') return ask(api.POST(`${base}/resume`, params));
      if (action === 'retry') return ask(api.POST(`${base}/retry`, params));
      return ask(api.POST(`${base}/withdraw`, params));
    },
    onSuccess: (broadcast, action) => {
      kept(broadcast);
      show({ text: DONE[action] });
    },
    onError: showError,
  });
}

/** Corrects the text of what was sent. */
export function useCorrection(broadcastId: string) {
  const show = useNotice();
  const params = useParams(broadcastId);
  const kept = useKeep();
  return useMutation({
    mutationFn: (text: string) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/broadcasts/{broadcast_id}/edit', {
          ...params,
          body: { text },
        }),
      ),
    onSuccess: (broadcast) => {
      kept(broadcast);
      show({ text: 'Исправляем сообщение в чатах' });
    },
  });
}

function useParams(broadcastId: string) {
  const { id } = useWorkplace();
  return { params: { path: { municipality_id: id, broadcast_id: broadcastId } } };
}

function useKeep(): (broadcast: Broadcast) => void {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return (broadcast) => {
    expectChange(broadcast.id);
    client.setQueryData(broadcastQuery(id, broadcast.id).queryKey, broadcast);
    void client.invalidateQueries({ queryKey: keyOf(id, 'broadcasts', 'list') });
    void client.invalidateQueries({ queryKey: keyOf(id, 'broadcasts', 'deliveries') });
  };
}
