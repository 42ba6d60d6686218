import { useState } from 'react';

import { useWorkplace } from '../work-in-municipality/workplace';

const LAST_30 = 'last30';

// Whoever comes back from the list behind a figure finds the period as they left it.
let kept = { municipality: '', period: LAST_30 };

/** The period of the figures, kept while the app is open. */
export function usePeriod(): readonly [period: string, choose: (period: string) => void] {
  const { id } = useWorkplace();
  const [period, setPeriod] = useState(kept.municipality === id ? kept.period : LAST_30);
  const choose = (chosen: string): void => {
    kept = { municipality: id, period: chosen };
    setPeriod(chosen);
  };
  return [period, choose];
}
