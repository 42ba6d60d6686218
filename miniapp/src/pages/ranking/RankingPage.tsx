import { useInfiniteQuery } from '@tanstack/react-query';
import { Group, Header, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { rankingQuery, type Summed } from '../../features/see-activity/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { flatPages } from '../../shared/api/pages';
import { goTo, type Params } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { counted, type Forms, HOUSES, inDigits, PEOPLE } from '../../shared/ui/words';

type Ranked = Schemas['RankedHouse'];

const NEWCOMERS: Forms = ['новый житель', 'новых жителя', 'новых жителей'];
const MESSAGES: Forms = ['сообщение', 'сообщения', 'сообщений'];

const WORDS: Readonly<Record<Summed, { readonly forms: Forms; readonly note?: string }>> = {
  messages: { forms: MESSAGES },
  people: { forms: PEOPLE, note: 'Кто писал в разные дни, посчитан в каждый из них.' },
  joined: { forms: NEWCOMERS },
  left: { forms: PEOPLE },
};

/** The houses behind a figure of the statistics, those with the largest part in it first. */
const RankingPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { period = '', figure } = params;
  const summed = figure && figure in WORDS ? (figure as Summed) : 'messages';
  const ranking = rankingQuery(id, period, summed);
  const houses = useInfiniteQuery({ ...ranking, select: flatPages<Ranked> });
  const { data: first } = useInfiniteQuery({ ...ranking, select: ({ pages }) => pages[0] });
  return (
    <Screen
      backTo={path('statistics')}
      status={first?.period.title}
      title={first?.title ?? 'Статистика'}
    >
      <Group
        description={WORDS[summed].note}
        header={
          first && (
            <Header indicator={counted(first.houses, HOUSES)}>
              {counted(first.total, WORDS[summed].forms)}
            </Header>
          )
        }
      >
        <Pages empty={<Placeholder>Таких домов за этот срок нет.</Placeholder>} query={houses}>
          {(house) => <House house={house} key={house.house_id} />}
        </Pages>
      </Group>
    </Screen>
  );
};

const House = ({ house }: { readonly house: Ranked }): ReactNode => {
  const { path, may } = useWorkplace();
  const { house_id: id, title, company, value } = house;
  const open = title && may('see_houses') ? () => goTo(path('houses', id)) : undefined;
  return (
    <SimpleCell
      chevron={open ? 'auto' : undefined}
      indicator={inDigits(value)}
      multiline
      onClick={open}
      subtitle={company}
    >
      {title || 'Дом удалён'}
    </SimpleCell>
  );
};

export default RankingPage;
