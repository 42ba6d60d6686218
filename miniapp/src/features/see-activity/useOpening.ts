import { goTo } from '../../shared/router/router';
import type { HouseFilter } from '../list-houses/queries';
import { narrowHouses } from '../list-houses/useHouseFilter';
import { useWorkplace } from '../work-in-municipality/workplace';
import type { OpensList } from './queries';

/** Opens the list behind a figure; undefined where no screen shows it. */
export function useOpening(): (opens: OpensList | null) => (() => void) | undefined {
  const { path, may } = useWorkplace();
  return (opens) => {
    if (opens?.list === 'houses') {
      return () => {
        narrowHouses(houseFilter(opens.filters));
        goTo(path('houses'));
      };
    }
    if (opens?.list === 'broadcasts' && may('broadcast')) return () => goTo(path('broadcasts'));
    return undefined;
  };
}

/** A list's filters as the list of houses takes them: all are words but for what is yes or no. */
function houseFilter(filters: OpensList['filters']): HouseFilter {
  const { silent, ...rest } = filters;
  return { ...rest, ...(silent !== undefined && { silent: silent === 'true' }) };
}
