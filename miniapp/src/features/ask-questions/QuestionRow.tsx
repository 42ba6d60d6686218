import {
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
  Icon28EditOutline,
  Icon28ErrorCircleOutline,
  Icon28PollSquareOutline,
  Icon28QuestionOutline,
} from '@vkontakte/icons';
import { SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { goTo } from '../../shared/router/router';
import { counted, moment, VOTES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import type { QuestionItem } from './queries';

/** A question in a list: what is asked, by which house, how far it is. */
export const QuestionRow = ({ item }: { readonly item: QuestionItem }): ReactNode => {
  const { path } = useWorkplace();
  return (
    <SimpleCell
      before={iconOf(item)}
      chevron="auto"
      extraSubtitle={[item.address, item.in_favour ? `за — ${counted(item.in_favour, VOTES)}` : '']
        .filter(Boolean)
        .join(' · ')}
      multiline
      onClick={() => goTo(path('questions', item.id))}
      subtitle={farOf(item)}
    >
      {item.text}
    </SimpleCell>
  );
};

/** How far a question is, with its deadline while somebody has to answer. */
export function farOf({
  state_title: title,
  is_awaited: isAwaited,
  due_at: due,
}: QuestionItem): string {
  return isAwaited && due ? `${title} · ответить до ${moment(due)}` : title;
}

function iconOf({ state, is_overdue: isOverdue, is_awaited: isAwaited }: QuestionItem): ReactNode {
  if (isOverdue) return <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />;
  if (isAwaited) return <Icon28ClockOutline fill="var(--vkui--color_icon_accent)" />;
  if (state === 'open') return <Icon28EditOutline />;
  if (state === 'answered')
    return <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />;
  if (state === 'closed') return <Icon28QuestionOutline fill="var(--vkui--color_icon_secondary)" />;
  return <Icon28PollSquareOutline fill="var(--vkui--color_icon_accent)" />;
}
