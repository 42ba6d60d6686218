import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { houseQuery } from '../list-houses/queries';
import { useWorkplace } from '../work-in-municipality/workplace';

/** Has VK asked now which bots are in the house's chat. */
export function useCheckBots(houseId: string) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/{house_id}/service-bots/check', {
          params: { path: { municipality_id: id, house_id: houseId } },
        }),
      ),
    onSuccess: (details) => {
      client.setQueryData(houseQuery(id, houseId).queryKey, details);
      void client.invalidateQueries({ queryKey: keyOf(id, 'service-bots') });
      show({
        text: details.service_bots.every((bot) => bot.is_in_chat)
          ? 'Боты в чате'
          : 'Бота в чате пока нет',
      });
    },
    onError,
  });
}
