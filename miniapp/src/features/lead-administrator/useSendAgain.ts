import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

/** Has the bot send the invitation again, or the step where the person is. */
export function useSendAgain(houseId: string) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ask(
        api.POST(
          '/api/v1/municipalities/{municipality_id}/houses/{house_id}/onboarding/send-again',
          {
            params: { path: { municipality_id: id, house_id: houseId } },
          },
        ),
      ),
    onSuccess: () => show({ text: 'Отправляем ещё раз' }),
    onError: showError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'houses') }),
  });
}
