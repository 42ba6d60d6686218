import { useQuery } from '@tanstack/react-query';
import { Icon28TagOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, Link, SimpleCell } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { houseQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import type { Params } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { counted, ENTRANCES, FLATS, moment } from '../../shared/ui/words';
import { ChatState } from './ChatState';
import { History } from './History';
import { HouseHealth } from './HouseHealth';
import { HouseQuestions } from './HouseQuestions';
import { People } from './People';
import { ServiceBots } from './ServiceBots';

const EditSheet = lazy(() => import('./EditSheet'));
const TagsSheet = lazy(() => import('./TagsSheet'));

type Details = Schemas['HouseDetails'];

/** A house: its chat, its people, what was done about it. */
const HousePage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const houseId = params.house ?? '';
  const house = useQuery(houseQuery(id, houseId));
  return (
    <Screen backTo={path('houses')} title="Дом">
      <Loaded query={house}>
        {(details) => (
          <>
            <ChatState details={details} />
            <HouseHealth tasks={details.health} />
            <People details={details} />
            {(details.may_assign || details.service_bots.length > 0) && (
              <ServiceBots details={details} />
            )}
            {details.house.state === 'live' && <HouseQuestions houseId={houseId} />}
            <About details={details} />
            {details.may_read_history && <History houseId={houseId} />}
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const About = ({ details }: { readonly details: Details }): ReactNode => {
  const [isEditing, setEditing] = useState(false);
  const [isTagging, setTagging] = useState(false);
  const { house, entrances, tags, created_at: createdAt } = details;
  const { may_edit: mayEdit, may_tag: mayTag } = details;
  const size = [
    ...(entrances ? [counted(entrances, ENTRANCES)] : []),
    ...(house.apartments ? [counted(house.apartments, FLATS)] : []),
  ];
  return (
    <Group
      header={
        <Header
          after={
            mayEdit && (
              <Link Component="button" onClick={() => setEditing(true)}>
                Изменить
              </Link>
            )
          }
        >
          О доме
        </Header>
      }
    >
      <Fact title="Название чата" value={house.title} />
      <Fact title="Управляющая компания" value={house.company || 'не указана'} />
      <Fact title="Размер" value={size.join(', ') || 'не указан'} />
      <Fact title="Добавлен" value={moment(createdAt)} />
      <Fact title="Метки" value={tags.join(', ') || 'нет'} />
      {mayTag && (
        <CellButton before={<Icon28TagOutline />} onClick={() => setTagging(true)}>
          Изменить метки
        </CellButton>
      )}
      <Suspense>
        {isEditing && <EditSheet details={details} onClose={() => setEditing(false)} />}
        {isTagging && <TagsSheet details={details} onClose={() => setTagging(false)} />}
      </Suspense>
    </Group>
  );
};

const Fact = ({ title, value }: { readonly title: string; readonly value: string }): ReactNode => (
  <SimpleCell multiline overTitle={title}>
    {value}
  </SimpleCell>
);

export default HousePage;
