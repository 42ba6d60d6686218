import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Header, Placeholder } from '@vkontakte/vkui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';

import { DiscussionRow } from '../../features/hold-discussions/DiscussionRow';
import { monthOfDiscussionsQuery } from '../../features/hold-discussions/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { dayInWords, dayOf } from '../../shared/days';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import './DiscussionCalendar.css';
import { Month } from './Month';

type Item = Schemas['DiscussionItem'];

const NONE: readonly Item[] = [];

/** A month: the days on which discussions start are marked, and the chosen one shows them. */
const DiscussionCalendar = (): ReactNode => {
  const { id } = useWorkplace();
  const [day, setDay] = useState(() => new Date());
  const [month, setMonth] = useState(day);
  const discussions = useInfiniteQuery({
    ...monthOfDiscussionsQuery(id, month),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = discussions;
  useEffect(() => {
    // The marks tell of the whole month, however many pages it has.
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  const byDay = useMemo(() => groupByDay(data ?? NONE), [data]);
  const startingOn = (date: Date): readonly Item[] => byDay.get(dayOf(date)) ?? NONE;
  return (
    <>
      <Inset>
        <Month
          chosen={day}
          countOn={(date) => startingOn(date).length}
          month={month}
          onDay={setDay}
          onMonth={setMonth}
        />
      </Inset>
      <Header size="s">{dayInWords(day)}</Header>
      <Loaded query={discussions}>{() => <OfDay items={startingOn(day)} />}</Loaded>
    </>
  );
};

const OfDay = ({ items }: { readonly items: readonly Item[] }): ReactNode =>
  items.length > 0 ? (
    items.map((each) => <DiscussionRow item={each} key={each.id} />)
  ) : (
    <Placeholder>В этот день обсуждений нет.</Placeholder>
  );

function groupByDay(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const byDay = new Map<string, Item[]>();
  for (const item of items) {
    const day = dayOf(new Date(item.starts_at));
    byDay.set(day, [...(byDay.get(day) ?? []), item]);
  }
  return byDay;
}

export default DiscussionCalendar;
