import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { counted, HOUSES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';

/** Tries to create the chats of failed houses again: of those named, or of all with null. */
export function useRetry() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: (houseIds: string[] | null) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/retries', {
          params: { path: { municipality_id: id } },
          body: { house_ids: houseIds },
        }),
      ),
    onSuccess: ({ retried }) => show({ text: `Пробуем снова: ${counted(retried, HOUSES)}` }),
    onError: showError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id) }),
  });
}
