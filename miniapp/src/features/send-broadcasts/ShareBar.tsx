import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import './broadcasts.css';
import type { DeliveryState } from './queries';

/** What can become of a message in a house, and its word in lists. */
export const SHARES: readonly { readonly state: DeliveryState; readonly title: string }[] = [
  { state: 'done', title: 'Дошло' },
  { state: 'failed', title: 'Не дошло' },
  { state: 'unknown', title: 'Неизвестно' },
  { state: 'waiting', title: 'Ждёт' },
  { state: 'cancelled', title: 'Отменено' },
];

/** Houses by what became of the message, as one bar. */
export const ShareBar = ({ counts }: { readonly counts: Schemas['DeliveryCounts'] }): ReactNode => (
  <div
    aria-label={SHARES.filter(({ state }) => counts[state] > 0)
      .map(({ state, title }) => `${title}: ${counts[state]}`)
      .join(', ')}
    className="share"
    role="img"
  >
    {SHARES.filter(({ state }) => counts[state] > 0).map(({ state }) => (
      <div
        className={`share__part share__part--${state}`}
        key={state}
        style={{ flexGrow: counts[state] }}
      />
    ))}
  </div>
);
