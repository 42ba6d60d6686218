import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon28MessageOutline } from '@vkontakte/icons';
import { CellButton, Group } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useNotice } from '../../shared/ui/notices';
import { allowMessages } from '../../shared/vk/bridge';
import { municipalityQuery } from '../list-houses/queries';
import { useWorkplace } from '../work-in-municipality/workplace';

/** Lets the bot write to the person in private: says why before VK asks, and is gone once it was allowed. */
export const AllowMessages = (): ReactNode => {
  const { id } = useWorkplace();
  const { data: municipality } = useQuery(municipalityQuery(id));
  const client = useQueryClient();
  const show = useNotice();
  if (!municipality || municipality.bot_may_write) return null;
  const { community } = municipality;
  const ask = async (): Promise<void> => {
    const isAllowed = await allowMessages(community.group_id);
    if (isAllowed) {
      show({ text: 'Бот сможет написать вам' });
      client.setQueryData(municipalityQuery(id).queryKey, { ...municipality, bot_may_write: true });
    } else if (isAllowed === null) {
      window.open(`https://vk.me/club${community.group_id}`, '_blank', 'noreferrer');
    }
  };
  return (
    <Group description="Напишет лично, только когда что-то ждёт именно вас: например, вопрос жителей. Запретить можно в любой момент в диалоге с сообществом.">
      <CellButton before={<Icon28MessageOutline />} onClick={() => void ask()}>
        Разрешить боту писать мне
      </CellButton>
    </Group>
  );
};
