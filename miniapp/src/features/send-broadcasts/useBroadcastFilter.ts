import { useState } from 'react';

import type { BroadcastFilter } from './queries';

/** What the screen shows: messages, or those that leave again and again. */
export type BroadcastTab = 'broadcasts' | 'schedules';

interface Kept {
  readonly tab: BroadcastTab;
  readonly filter: BroadcastFilter;
}

// Whoever comes back from a broadcast finds the list as they left it.
let kept: Kept = { tab: 'broadcasts', filter: {} };

/** What the list of broadcasts shows, kept while the app is open. */
export function useBroadcastFilter() {
  const [now, setNow] = useState(kept);
  const change = (part: Partial<Kept>): void => {
    kept = { ...now, ...part };
    setNow(kept);
  };
  return { ...now, change };
}

/** Shows a tab when the list is opened next. */
export function showTab(tab: BroadcastTab): void {
  kept = { ...kept, tab };
}

/** Has the list show these broadcasts when it is opened next. */
export function showBroadcasts(filter: BroadcastFilter): void {
  kept = { tab: 'broadcasts', filter };
}
