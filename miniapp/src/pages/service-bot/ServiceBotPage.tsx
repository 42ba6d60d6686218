import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { HouseRow } from '../../features/list-houses/HouseRow';
import { awaitingHousesQuery, serviceBotQuery } from '../../features/manage-service-bots/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { Itself } from './Itself';

/** A service bot: what it does, which houses have it, in whose chats it is awaited. */
const ServiceBotPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const groupId = Number(params.bot);
  const bot = useQuery(serviceBotQuery(id, groupId));
  return (
    <Screen backTo={path('service-bots')} title="Сервисный бот">
      <Loaded query={bot}>
        {(found) => (
          <>
            <Itself bot={found} />
            {found.awaited_count > 0 && <Awaiting groupId={groupId} />}
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const Awaiting = ({ groupId }: { readonly groupId: number }): ReactNode => {
  const { id } = useWorkplace();
  const houses = useInfiniteQuery(awaitingHousesQuery(id, groupId));
  return (
    <Group
      header={
        <Header subtitle="Добавить бота в чат может только человек. Администраторов, которые уже в чатах, мы попросили.">
          Ещё не в чате
        </Header>
      }
    >
      <Pages empty={<SimpleCell disabled>Бот во всех чатах</SimpleCell>} query={houses}>
        {({ house }) => <HouseRow house={house} key={house.id} />}
      </Pages>
    </Group>
  );
};

export default ServiceBotPage;
