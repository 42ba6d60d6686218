import {
  Icon28CalendarOutline,
  Icon28CancelOutline,
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
} from '@vkontakte/icons';
import { CellButton, Group } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import type { Discussion } from '../../features/hold-discussions/queries';
import { useDiscussionAction } from '../../features/hold-discussions/useDiscussionActions';
import { FormError } from '../../shared/ui/FormError';

const MoveSheet = lazy(() => import('./MoveSheet'));
const WordsSheet = lazy(() => import('./WordsSheet'));

type Sheet = 'move' | 'cancel' | 'finish';

/** What the person can do with a discussion now; nothing where they can only read it. */
export const Actions = ({ discussion }: { readonly discussion: Discussion }): ReactNode => {
  const [open, setOpen] = useState<Sheet | null>(null);
  const action = useDiscussionAction(discussion.id);
  const rows = [
    {
      may: discussion.may_finish,
      title: discussion.ended_at ? 'Написать итог' : 'Завершить с итогом',
      icon: <Icon28CheckCircleOutline />,
      do: () => setOpen('finish'),
    },
    {
      may: discussion.may_extend,
      title: 'Продлить на 15 минут',
      icon: <Icon28ClockOutline />,
      do: () => action.mutate({ do: 'extend' }),
    },
    {
      may: discussion.may_move,
      title: 'Перенести',
      icon: <Icon28CalendarOutline />,
      do: () => setOpen('move'),
    },
    {
      may: discussion.may_cancel,
      title: 'Отменить обсуждение',
      icon: <Icon28CancelOutline />,
      do: () => setOpen('cancel'),
    },
  ].filter(({ may }) => may);
  if (rows.length === 0) return null;
  return (
    <Group>
      {rows.map((row) => (
        <CellButton before={row.icon} disabled={action.isPending} key={row.title} onClick={row.do}>
          {row.title}
        </CellButton>
      ))}
      <FormError error={action.error} />
      <Suspense>
        {open === 'move' && <MoveSheet discussion={discussion} onClose={() => setOpen(null)} />}
        {(open === 'cancel' || open === 'finish') && (
          <WordsSheet discussionId={discussion.id} doing={open} onClose={() => setOpen(null)} />
        )}
      </Suspense>
    </Group>
  );
};
