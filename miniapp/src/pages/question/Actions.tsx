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

interface Row {
  readonly title: string;
  readonly icon: ReactNode;
  /** Whether it can be done now. */
  readonly may: (question: Question, mayTalk: boolean) => boolean;
  /** A screen of the question on which it is done. */
  readonly screen?: string;
  /** A sheet in which it is done. */
  readonly sheet?: Sheet;
  /** What is done at once. */
  readonly act?: 'take' | 'send';
}

const ROWS: readonly Row[] = [
  {
    title: 'Ответить',
    icon: <Icon28MessageReplyOutline />,
    may: (question) => question.may_answer,
    screen: 'answer',
  },
  {
    title: 'Назначить обсуждение',
    icon: <Icon28CalendarOutline />,
    may: (question, mayTalk) => mayTalk && question.may_answer && !question.item.discussion_id,
    screen: 'talk',
  },
  {
    title: 'Взять в работу',
    icon: <Icon28UserOutline />,
    may: (question) => question.may_take,
    act: 'take',
  },
  {
    title: 'Передать другой организации',
    icon: <Icon28MessageArrowRightOutline />,
    may: (question) => question.may_pass_on,
    sheet: 'passOn',
  },
  {
    title: 'Это не наш вопрос',
    icon: <Icon28ReplyOutline />,
    may: (question) => question.may_pass_on,
    sheet: 'refuse',
  },
  {
    title: 'Изменить вопрос',
    icon: <Icon28EditOutline />,
    may: (question) => question.may_change && question.item.addressees.length > 0,
    sheet: 'wording',
  },
  {
    title: 'Указать тему и кого касается',
    icon: <Icon28EditOutline />,
    may: (question) => question.may_change && question.item.addressees.length === 0,
    sheet: 'wording',
  },
  {
    title: 'Начать голосование в чате',
    icon: <Icon28PollSquareOutline />,
    may: (question) => question.may_vote,
    sheet: 'vote',
  },
  {
    title: 'Отправить представителям',
    icon: <Icon28MessageArrowRightOutline />,
    may: (question) => question.may_send,
    act: 'send',
  },
  {
    title: 'Закончить голосование сейчас',
    icon: <Icon28PollSquareOutline />,
    may: (question) => question.may_end_vote,
    sheet: 'endVote',
  },
  {
    title: 'Закрыть вопрос',
    icon: <Icon28CancelOutline />,
    may: (question) => question.may_close,
    sheet: 'close',
  },
];

/** What the person can do with a question now; nothing where they can only read it. */
export const Actions = ({ question }: { readonly question: Question }): ReactNode => {
  const { path, may } = useWorkplace();
  const [open, setOpen] = useState<Sheet | null>(null);
  const { id } = question.item;
  const action = useQuestionAction(id);
  const rows = ROWS.filter((row) => row.may(question, may('hold_discussions')));
  const press = ({ screen, sheet, act }: Row): void => {
    if (screen) goTo(path('questions', id, screen));
    if (sheet) setOpen(sheet);
    if (act) action.mutate({ do: act });
  };
  if (rows.length === 0) return null;
  return (
    <Group>
      {rows.map((row) => (
        <CellButton
          appearance={row.sheet === 'close' ? 'negative' : 'accent'}
          before={row.icon}
          disabled={row.act && action.isPending}
          key={row.title}
          onClick={() => press(row)}
        >
          {row.title}
        </CellButton>
      ))}
      <FormError error={action.error} />
      <Suspense>
        {open && (
          <Opened
            onClose={() => setOpen(null)}
            onEndVote={() => action.mutate({ do: 'endVote' })}
            question={question}
            sheet={open}
          />
        )}
      </Suspense>
    </Group>
  );
};

interface OpenedProps {
  readonly sheet: Sheet;
  readonly question: Question;
  readonly onClose: () => void;
  readonly onEndVote: () => void;
}

const Opened = ({ sheet, question, onClose, onEndVote }: OpenedProps): ReactNode => {
  switch (sheet) {
    case 'wording':
      return <WordingSheet onClose={onClose} question={question} />;
    case 'vote':
      return <VoteSheet onClose={onClose} question={question} />;
    case 'passOn':
      return <PassOnSheet onClose={onClose} question={question} />;
    case 'refuse':
    case 'close':
      return <ReasonSheet doing={sheet} onClose={onClose} questionId={question.item.id} />;
    case 'endVote':
      return (
        <Confirm
          description="Новых голосов больше не будет, через несколько секунд в чате появится итог."
          onClosed={onClose}
          onConfirm={onEndVote}
          title="Закончить голосование?"
          verb="Закончить"
        />
      );
  }
};
