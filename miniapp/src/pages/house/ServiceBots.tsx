import { Icon28AddCircleOutline, Icon28RefreshOutline } from '@vkontakte/icons';
import { CellButton, Group, Header } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import { useCheckBots } from '../../features/manage-service-bots/useCheckBots';
import type { Schemas } from '../../shared/api/client';
import { ServiceBotCell } from './ServiceBotCell';

const ChooseBot = lazy(() => import('./ChooseBot'));

/** Communities whose bots serve the house: complaints, the company's services. */
export const ServiceBots = ({
  details,
}: {
  readonly details: Schemas['HouseDetails'];
}): ReactNode => {
  const { house, service_bots: bots, may_assign: mayAssign } = details;
  const [isAdding, setAdding] = useState(false);
  const assign = useAssign([house.id]);
  const check = useCheckBots(house.id);
  const isAwaited = bots.some((bot) => !bot.is_in_chat);
  return (
    <Group header={<Header>Сервисные боты</Header>}>
      {bots.map((bot) => (
        <ServiceBotCell
          bot={bot}
          key={bot.group_id}
          onRemove={
            mayAssign
              ? () =>
                  assign.mutate({
                    change: { remove_service_bots: [bot.group_id] },
                    done: 'Бот отключён',
                  })
              : undefined
          }
        />
      ))}
      {mayAssign && isAwaited && house.state === 'live' && (
        <CellButton
          before={<Icon28RefreshOutline />}
          disabled={check.isPending}
          onClick={() => check.mutate()}
        >
          Проверить, добавлен ли бот
        </CellButton>
      )}
      {mayAssign && (
        <CellButton before={<Icon28AddCircleOutline />} onClick={() => setAdding(true)}>
          Подключить бота
        </CellButton>
      )}
      <Suspense>
        {isAdding && <ChooseBot details={details} onClose={() => setAdding(false)} />}
      </Suspense>
    </Group>
  );
};
