import { useInfiniteQuery } from '@tanstack/react-query';
import {
  Icon28AddCircleOutline,
  Icon28ServicesOutline,
  Icon56ServicesOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Placeholder, SimpleCell } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { serviceBotsQuery } from '../../features/manage-service-bots/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { counted, HOUSES, inDigits } from '../../shared/ui/words';

const ServiceBotSheet = lazy(() => import('../../features/manage-service-bots/ServiceBotSheet'));

/** The catalogue of service bots. */
const ServiceBotsPage = (): ReactNode => {
  const { id, may, path } = useWorkplace();
  const [isAdding, setAdding] = useState(false);
  const bots = useInfiniteQuery(serviceBotsQuery(id));
  return (
    <Screen backTo={path('more')} title="Сервисные боты">
      <Group>
        {may('edit_service_bots') && (
          <CellButton before={<Icon28AddCircleOutline />} onClick={() => setAdding(true)}>
            Добавить бота
          </CellButton>
        )}
        <Pages empty={<NoBots />} query={bots}>
          {(bot) => (
            <SimpleCell
              before={<Icon28ServicesOutline />}
              chevron="auto"
              extraSubtitle={whereItIs(bot)}
              key={bot.group_id}
              onClick={() => goTo(path('service-bots', String(bot.group_id)))}
              subtitle={bot.does || bot.organization_name}
            >
              {bot.name}
            </SimpleCell>
          )}
        </Pages>
      </Group>
      <Suspense>
        {isAdding && (
          <ServiceBotSheet
            onClose={() => setAdding(false)}
            onSaved={(saved) => {
              setAdding(false);
              goTo(path('service-bots', String(saved.group_id)));
            }}
          />
        )}
      </Suspense>
    </Screen>
  );
};

function whereItIs({
  houses_count: houses,
  awaited_count: awaited,
}: Schemas['CatalogueBot']): string {
  if (!houses) return 'не подключён';
  const waiting = awaited ? `, ещё не в чате: ${inDigits(awaited)}` : '';
  return `${counted(houses, HOUSES)}${waiting}`;
}

const NoBots = (): ReactNode => (
  <Placeholder icon={<Icon56ServicesOutline />} title="Ботов пока нет">
    Добавьте бота, который принимает заявки или показания счётчиков, и подключите его к домам.
  </Placeholder>
);

export default ServiceBotsPage;
