import {
  Icon28CalendarOutline,
  Icon28CancelOutline,
  Icon28EditOutline,
  Icon28MessageArrowRightOutline,
  Icon28MessageReplyOutline,
  Icon28PollSquareOutline,
  Icon28ReplyOutline,
  Icon28UserOutline,
} from '@vkontakte/icons';
import { CellButton, Group } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import type { Question } from '../../features/ask-questions/queries';
import { useQuestionAction } from '../../features/ask-questions/useQuestionActions';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';

const WordingSheet = lazy(() => import('./WordingSheet'));
const VoteSheet = lazy(() => import('./VoteSheet'));
const ReasonSheet = lazy(() => import('./ReasonSheet'));
const PassOnSheet = lazy(() => import('./PassOnSheet'));
const Confirm = lazy(() =>
  import('../../shared/ui/Confirm').then(({ Confirm: Component }) => ({ default: Component })),
);

type Sheet = 'wording' | 'vote' | 'endVote' | 'close' | 'passOn' | 'refuse';

/** What the person can do with a question now; nothing where they can only read it. */
export const Actions = ({ question }: { readonly question: Question }): ReactNode => {
  const { path, may } = useWorkplace();
  const [open, setOpen] = useState<Sheet | null>(null);
  const { item } = question;
  const action = useQuestionAction(item.id);
  const close = (): void => setOpen(null);
  const answer = path('questions', item.id, 'answer');
  const mayTalk = may('hold_discussions') && question.may_answer && !item.discussion_id;
  const rows = [
    question.may_answer && (
      <CellButton before={<Icon28MessageReplyOutline />} key="answer" onClick={() => goTo(answer)}>
        Ответить
      </CellButton>
    ),
    mayTalk && (
      <CellButton
        before={<Icon28CalendarOutline />}
        key="talk"
        onClick={() => goTo(path('questions', item.id, 'talk'))}
      >
        Назначить обсуждение
      </CellButton>
    ),
    question.may_take && (
      <CellButton
        before={<Icon28UserOutline />}
        disabled={action.isPending}
        key="take"
        onClick={() => action.mutate({ do: 'take' })}
      >
        Взять в работу
      </CellButton>
    ),
    question.may_pass_on && (
      <CellButton
        before={<Icon28MessageArrowRightOutline />}
        key="passOn"
        onClick={() => setOpen('passOn')}
      >
        Передать другой организации
      </CellButton>
    ),
    question.may_pass_on && (
      <CellButton before={<Icon28ReplyOutline />} key="refuse" onClick={() => setOpen('refuse')}>
        Это не наш вопрос
      </CellButton>
    ),
    question.may_change && (
      <CellButton before={<Icon28EditOutline />} key="wording" onClick={() => setOpen('wording')}>
        {item.addressees.length > 0 ? 'Изменить вопрос' : 'Указать тему и кого касается'}
      </CellButton>
    ),
    question.may_vote && (
      <CellButton before={<Icon28PollSquareOutline />} key="vote" onClick={() => setOpen('vote')}>
        Начать голосование в чате
      </CellButton>
    ),
    question.may_send && (
      <CellButton
        before={<Icon28MessageArrowRightOutline />}
        disabled={action.isPending}
        key="send"
        onClick={() => action.mutate({ do: 'send' })}
      >
        Отправить представителям
      </CellButton>
    ),
    question.may_end_vote && (
      <CellButton
        before={<Icon28PollSquareOutline />}
        key="endVote"
        onClick={() => setOpen('endVote')}
      >
        Закончить голосование сейчас
      </CellButton>
    ),
    question.may_close && (
      <CellButton
        appearance="negative"
        before={<Icon28CancelOutline />}
        key="close"
        onClick={() => setOpen('close')}
      >
        Закрыть вопрос
      </CellButton>
    ),
  ].filter(Boolean);
  if (rows.length === 0) return null;
  return (
    <Group>
      {rows}
      <FormError error={action.error} />
      <Suspense>
        {open === 'wording' && <WordingSheet onClose={close} question={question} />}
        {open === 'vote' && <VoteSheet onClose={close} question={question} />}
        {open === 'passOn' && <PassOnSheet onClose={close} question={question} />}
        {open === 'refuse' && (
          <ReasonSheet
            doing="refuse"
            hint="Её увидят жители и сотрудники администрации: они решат, кто ответит."
            onClose={close}
            questionId={item.id}
            title="Не наш вопрос"
            verb="Вернуть вопрос"
          />
        )}
        {open === 'close' && (
          <ReasonSheet
            doing="close"
            hint="Её увидят в чате дома."
            onClose={close}
            questionId={item.id}
            title="Закрыть вопрос"
            verb="Закрыть вопрос"
          />
        )}
        {open === 'endVote' && (
          <Confirm
            description="Новых голосов больше не будет, через несколько секунд в чате появится итог."
            onClosed={close}
            onConfirm={() => action.mutate({ do: 'endVote' })}
            title="Закончить голосование?"
            verb="Закончить"
          />
        )}
      </Suspense>
    </Group>
  );
};
