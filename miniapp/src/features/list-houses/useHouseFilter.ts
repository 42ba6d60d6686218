import { useState } from 'react';

import { useSettled } from '../../shared/ui/useSettled';
import type { HouseFilter } from './queries';

interface Kept {
  /** What is typed into the search. */
  readonly text: string;
  /** What else the list is narrowed by. */
  readonly chosen: HouseFilter;
}

const EVERYTHING: Kept = { text: '', chosen: {} };

// Whoever comes back from a house finds the list as they left it.
let kept = EVERYTHING;

/** What the list of houses is narrowed by, kept while the app is open. */
export function useHouseFilter() {
  const [now, setNow] = useState(kept);
  const search = useSettled(now.text.trim());
  const change = (next: Partial<Kept>): void => {
    kept = { ...now, ...next };
    setNow(kept);
  };
  const filter: HouseFilter = search ? { ...now.chosen, search } : now.chosen;
  return {
    ...now,
    filter,
    isNarrowed: Object.keys(filter).length > 0,
    search: (text: string) => change({ text }),
    choose: (chosen: HouseFilter) => change({ chosen }),
    reset: () => change(EVERYTHING),
  };
}

/** Narrows the list of houses before it is opened. */
export function narrowHouses(chosen: HouseFilter): void {
  kept = { text: '', chosen };
}
