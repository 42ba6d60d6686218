import {
  Icon28CancelCircleOutline,
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
  Icon28ErrorCircleOutline,
  Icon28MessageOutline,
  Icon28WrenchOutline,
} from '@vkontakte/icons';
import { SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { goTo } from '../../shared/router/router';
import { moment } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import type { ComplaintItem } from './queries';

const ICONS: Readonly<Record<ComplaintItem['state'], ReactNode>> = {
  sent: <Icon28ClockOutline fill="var(--vkui--color_icon_accent)" />,
  returned: <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />,
  taken: <Icon28WrenchOutline fill="var(--vkui--color_icon_accent)" />,
  asked: <Icon28MessageOutline fill="var(--vkui--color_icon_accent)" />,
  answered: <Icon28MessageOutline fill="var(--vkui--color_icon_positive)" />,
  reopened: <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />,
  rejected: <Icon28CancelCircleOutline fill="var(--vkui--color_icon_secondary)" />,
  solved: <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />,
};

/** A complaint in a list: what about, where, how far it is, how much time there is. */
export const ComplaintRow = ({ item }: { readonly item: ComplaintItem }): ReactNode => {
  const { path } = useWorkplace();
  return (
    <SimpleCell
      before={
        item.is_overdue ? (
          <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />
        ) : (
          ICONS[item.state]
        )
      }
      chevron="auto"
      extraSubtitle={[`№ ${item.number}`, item.state_title, dueOf(item)]
        .filter(Boolean)
        .join(' · ')}
      onClick={() => goTo(path('complaints', item.id))}
      subtitle={item.text ?? item.organizations.map(({ name }) => name).join(', ')}
    >
      {item.subject}, {item.address}
    </SimpleCell>
  );
};

const AWAITED: ReadonlySet<ComplaintItem['state']> = new Set([
  'sent',
  'returned',
  'taken',
  'asked',
  'reopened',
]);

function dueOf({ due_at: due, state, is_overdue: isOverdue }: ComplaintItem): string {
  return due && AWAITED.has(state) && !isOverdue ? `до ${moment(due)}` : '';
}
