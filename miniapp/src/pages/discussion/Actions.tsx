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
  const close = (): void => setOpen(null);
  const { may_move: move, may_cancel: cancel, may_extend: extend, may_finish: finish } = discussion;
  if (!move && !cancel && !extend && !finish) return null;
  return (
    <Group>
      {finish && (
        <CellButton before={<Icon28CheckCircleOutline />} onClick={() => setOpen('finish')}>
          {discussion.ended_at ? 'Написать итог' : 'Завершить с итогом'}
        </CellButton>
      )}
      {extend && (
        <CellButton
          before={<Icon28ClockOutline />}
          disabled={action.isPending}
          onClick={() => action.mutate({ do: 'extend' })}
        >
          Продлить на 15 минут
        </CellButton>
      )}
      {move && (
        <CellButton before={<Icon28CalendarOutline />} onClick={() => setOpen('move')}>
          Перенести
        </CellButton>
      )}
      {cancel && (
        <CellButton
          appearance="negative"
          before={<Icon28CancelOutline />}
          onClick={() => setOpen('cancel')}
        >
          Отменить обсуждение
        </CellButton>
      )}
      <FormError error={action.error} />
      <Suspense>
        {open === 'move' && <MoveSheet discussion={discussion} onClose={close} />}
        {(open === 'cancel' || open === 'finish') && (
          <WordsSheet discussionId={discussion.id} doing={open} onClose={close} />
        )}
      </Suspense>
    </Group>
  );
};
