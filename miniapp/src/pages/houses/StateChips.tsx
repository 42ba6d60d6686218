import { Counter, SubnavigationBar, SubnavigationButton } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { HouseFilter } from '../../features/list-houses/queries';
import type { Schemas } from '../../shared/api/client';
import { inDigits } from '../../shared/ui/words';

type Counters = Schemas['HouseCounters'];

interface Chip {
  readonly title: string;
  readonly filter: HouseFilter;
  readonly count: (counters: Counters) => number;
}

const CHIPS: readonly Chip[] = [
  { title: 'Все', filter: {}, count: (counters) => counters.total },
  { title: 'Работают', filter: { state: 'live' }, count: (counters) => counters.live },
  { title: 'Создаются', filter: { state: 'waiting' }, count: (counters) => counters.waiting },
  { title: 'Не получилось', filter: { state: 'failed' }, count: (counters) => counters.failed },
  {
    title: 'Без администратора',
    filter: { administrator: 'none' },
    count: (counters) => counters.without_administrator,
  },
  {
    title: 'Никто не вступил',
    filter: { nobody_joined: true },
    count: (counters) => counters.nobody_joined,
  },
];

export interface StateChipsProps {
  /** Null for those who see only their own houses. */
  readonly counters: Counters | null;
  readonly filter: HouseFilter;
  readonly onChange: (filter: HouseFilter) => void;
}

/** How many houses are in which state; a tap narrows the list to them. */
export const StateChips = ({ counters, filter, onChange }: StateChipsProps): ReactNode => {
  if (!counters) return null;
  const { state, administrator, nobody_joined: nobody, ...rest } = filter;
  const now = JSON.stringify({
    ...(state && { state }),
    ...(administrator && { administrator }),
    ...(nobody && { nobody_joined: nobody }),
  });
  return (
    <SubnavigationBar aria-label="Состояние чатов">
      {CHIPS.filter(
        (chip) =>
          chip.filter === CHIPS[0]?.filter ||
          chip.count(counters) > 0 ||
          JSON.stringify(chip.filter) === now,
      ).map((chip) => {
        const isSelected = JSON.stringify(chip.filter) === now;
        return (
          <SubnavigationButton
            after={
              <Counter
                appearance={chip.filter.state === 'failed' ? 'accent-red' : 'neutral'}
                size="s"
              >
                {inDigits(chip.count(counters))}
              </Counter>
            }
            aria-pressed={isSelected}
            key={chip.title}
            onClick={() => onChange({ ...rest, ...(isSelected ? {} : chip.filter) })}
            selected={isSelected}
          >
            {chip.title}
          </SubnavigationButton>
        );
      })}
    </SubnavigationBar>
  );
};
