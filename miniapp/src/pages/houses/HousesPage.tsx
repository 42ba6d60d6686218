import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Icon24Filter, Icon28AddOutline } from '@vkontakte/icons';
import { Button, Group, Header, PanelHeaderButton, Search } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { HouseRow } from '../../features/list-houses/HouseRow';
import {
  type HouseFilter,
  houseCountsQuery,
  housesQuery,
  municipalityQuery,
} from '../../features/list-houses/queries';
import { PrintPosters } from '../../features/print-posters/PrintPosters';
import { CommunityNotice } from '../../features/watch-progress/CommunityNotice';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { counted, HOUSES, OF_HOUSES } from '../../shared/ui/words';
import { StateChips } from './StateChips';
import { useHouseFilter } from '../../features/list-houses/useHouseFilter';

const NoHouses = lazy(() => import('./NoHouses'));
const NothingFound = lazy(() => import('../../shared/ui/NothingFound'));
const FilterSheet = lazy(() => import('./FilterSheet'));

/** All houses of the municipality: searched, narrowed, opened. */
const HousesPage = (): ReactNode => {
  const { id, name, may, path } = useWorkplace();
  const { text, chosen, filter, isNarrowed, search, choose, reset } = useHouseFilter();
  const [isFilterOpen, setFilterOpen] = useState(false);
  const municipality = useQuery(municipalityQuery(id));
  const houses = useInfiniteQuery({
    ...housesQuery(id, filter),
    placeholderData: keepPreviousData,
  });
  return (
    <Screen
      button={
        may('create_houses') && (
          <PanelHeaderButton aria-label="Добавить дом" onClick={() => goTo(path('houses', 'new'))}>
            <Icon28AddOutline />
          </PanelHeaderButton>
        )
      }
      status={name}
      title="Дома"
    >
      <Group>
        <CommunityNotice community={municipality.data?.community} />
        <Search
          icon={<Icon24Filter />}
          iconLabel="Фильтры"
          onChange={({ target }) => search(target.value)}
          onIconClick={() => setFilterOpen(true)}
          placeholder="Улица, дом"
          value={text}
        />
        <StateChips
          counters={municipality.data?.counters ?? null}
          filter={chosen}
          onChange={choose}
        />
        {isNarrowed && <Found filter={filter} onReset={reset} />}
        <PrintPosters filter={filter} live={municipality.data?.counters?.live} />
        <Pages
          empty={
            <Suspense>{isNarrowed ? <NothingFound onReset={reset} /> : <NoHouses />}</Suspense>
          }
          query={houses}
        >
          {(house) => <HouseRow house={house} key={house.id} />}
        </Pages>
      </Group>
      <Suspense>
        {isFilterOpen && (
          <FilterSheet filter={chosen} onChange={choose} onClose={() => setFilterOpen(false)} />
        )}
      </Suspense>
    </Screen>
  );
};

const SEARCHING = 'Ищем…';

interface FoundProps {
  readonly filter: HouseFilter;
  readonly onReset: () => void;
}

const Found = ({ filter, onReset }: FoundProps): ReactNode => (
  <Header
    after={
      <Button mode="tertiary" onClick={onReset} size="s">
        Сбросить
      </Button>
    }
    size="s"
  >
    <span aria-live="polite">
      {filter.search ? <Shown filter={filter} /> : <Counted filter={filter} />}
    </span>
  </Header>
);

/** What has some words is not counted without reading all of it: what the list shows is. */
const Shown = ({ filter }: { readonly filter: HouseFilter }): ReactNode => {
  const { id } = useWorkplace();
  const { data, hasNextPage } = useInfiniteQuery(housesQuery(id, filter));
  return data ? soMany(data.length, hasNextPage) : SEARCHING;
};

const Counted = ({ filter }: { readonly filter: HouseFilter }): ReactNode => {
  const { id } = useWorkplace();
  const { data } = useQuery({ ...houseCountsQuery(id, filter), placeholderData: keepPreviousData });
  return data ? soMany(data.total, false) : SEARCHING;
};

function soMany(count: number, isMore: boolean): string {
  return isMore
    ? `Найдено больше ${counted(count, OF_HOUSES)}`
    : `Найдено: ${counted(count, HOUSES)}`;
}

export default HousesPage;
