import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { counted, HOUSES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';

export interface Attachment {
  readonly organizationId: string;
  readonly isRemoval: boolean;
}

/** Gives a bot to all houses of an organisation, or takes it from them. */
export function useAttach(groupId: number, onDone: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: ({ organizationId, isRemoval }: Attachment) => {
      const given = {
        params: { path: { municipality_id: id, group_id: groupId } },
        body: { organization_id: organizationId },
      };
      const path = '/api/v1/municipalities/{municipality_id}/service-bots/{group_id}' as const;
      return ask(
        isRemoval ? api.POST(`${path}/detachments`, given) : api.POST(`${path}/attachments`, given),
      );
    },
    onSuccess: ({ houses, changed }, { isRemoval }) => {
      show({
        text: isRemoval
          ? `Отключён: ${counted(changed, HOUSES)}`
          : `Подключён: ${counted(changed, HOUSES)}`,
        subtitle:
          changed < houses ? `Остальные ${counted(houses - changed, HOUSES)} без изменений` : '',
      });
      onDone();
    },
    onError,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keyOf(id, 'service-bots') });
      void client.invalidateQueries({ queryKey: keyOf(id, 'houses') });
    },
  });
}
