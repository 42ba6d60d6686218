import { useState } from 'react';

import type { ComplaintFilter } from './queries';

// Whoever comes back from a complaint finds the list as they left it.
let kept: ComplaintFilter = { is_awaited: true };

/** What the list of complaints is narrowed by, kept while the app is open. */
export function useComplaintFilter() {
  const [filter, setFilter] = useState(kept);
  const change = (next: ComplaintFilter): void => {
    kept = next;
    setFilter(next);
  };
  return { filter, change };
}

/** Has the list show these complaints when it is opened next. */
export function showComplaints(filter: ComplaintFilter): void {
  kept = filter;
}
