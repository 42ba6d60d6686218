import { useQuery } from '@tanstack/react-query';
import { Button, ButtonGroup, Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { workQuery } from '../../features/see-activity/queries';
import { useOpening } from '../../features/see-activity/useOpening';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { type Part, Stacked } from '../../shared/ui/charts/Bars';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { counted, type Forms, inDigits } from '../../shared/ui/words';

type Answers = Schemas['OrganizationAnswers'];

const BROADCASTS: Forms = ['рассылка', 'рассылки', 'рассылок'];
const QUESTIONS: Forms = ['вопрос', 'вопроса', 'вопросов'];
const COMPLAINTS: Forms = ['жалоба', 'жалобы', 'жалоб'];

/** How broadcasts arrived, and how questions and complaints were answered, by organisation. */
const Work = ({ period }: { readonly period: string }): ReactNode => {
  const { id } = useWorkplace();
  const work = useQuery(workQuery(id, period));
  return (
    <Loaded query={work}>
      {(found) => (
        <>
          <Deliveries deliveries={found.broadcasts} />
          <Answered
            by={found.questions_by_organization}
            forms={QUESTIONS}
            title="Вопросы"
            whole={found.questions}
          />
          <Answered
            by={found.complaints_by_organization}
            forms={COMPLAINTS}
            title="Жалобы"
            whole={found.complaints}
          />
        </>
      )}
    </Loaded>
  );
};

const Deliveries = ({ deliveries }: { readonly deliveries: Schemas['Deliveries'] }): ReactNode => {
  const open = useOpening()(deliveries.opens);
  const { broadcasts, sent, failed, unknown, waiting } = deliveries;
  const parts: readonly Part[] = [
    { title: 'Дошло', value: sent, tone: 'good' },
    { title: 'Не дошло', value: failed, tone: 'bad' },
    { title: 'Неизвестно', value: unknown, tone: 'doubtful' },
    { title: 'Ждёт', value: waiting, tone: 'waiting' },
  ];
  return (
    <Group header={<Header>Рассылки</Header>}>
      <SimpleCell
        chevron={open && broadcasts > 0 ? 'auto' : undefined}
        multiline
        onClick={broadcasts > 0 ? open : undefined}
        subtitle={broadcasts > 0 && <Stacked parts={parts} title="Доставка рассылок" />}
      >
        {broadcasts > 0 ? counted(broadcasts, BROADCASTS) : 'Рассылок не было'}
      </SimpleCell>
    </Group>
  );
};

interface AnsweredProps {
  readonly title: string;
  readonly forms: Forms;
  readonly whole: Answers;
  readonly by: readonly Answers[];
}

const Answered = ({ title, forms, whole, by }: AnsweredProps): ReactNode => (
  <Group header={<Header>{title}</Header>}>
    <AnsweredCell answers={whole} forms={forms} title={counted(whole.asked, forms)} />
    {by.length > 1 &&
      by.map((each) => (
        <AnsweredCell answers={each} forms={forms} key={each.organization_id} title={each.title} />
      ))}
  </Group>
);

interface AnsweredCellProps {
  readonly title: string;
  readonly forms: Forms;
  readonly answers: Answers;
}

const AnsweredCell = ({ title, answers }: AnsweredCellProps): ReactNode => {
  const opening = useOpening();
  const open = opening(answers.opens);
  const { asked, answered, in_time: inTime, late } = answers;
  const parts: readonly Part[] = [
    { title: 'Ответили в срок', value: inTime, tone: 'good' },
    { title: 'Ответили позже', value: answered - inTime, tone: 'doubtful' },
    { title: 'Просрочено', value: late, tone: 'bad' },
    { title: 'Ещё есть время', value: Math.max(0, asked - answered - late), tone: 'waiting' },
  ];
  const lists = [
    { title: 'С ответом', value: answered, show: opening(answers.opens_answered) },
    { title: 'В срок', value: inTime, show: opening(answers.opens_in_time) },
    { title: 'Просрочено', value: late, show: opening(answers.opens_late) },
  ].filter(({ value, show }) => value > 0 && show);
  return (
    <>
      <SimpleCell
        chevron={open ? 'auto' : undefined}
        indicator={answers.organization_id ? inDigits(asked) : undefined}
        multiline
        onClick={open}
        subtitle={asked > 0 && <Stacked parts={parts} title={title} />}
      >
        {title}
      </SimpleCell>
      {lists.length > 0 && (
        <Inset>
          <ButtonGroup>
            {lists.map((each) => (
              <Button
                aria-label={`${title}. ${each.title}: ${each.value}`}
                key={each.title}
                mode="tertiary"
                onClick={each.show}
                size="s"
              >
                {each.title}: {inDigits(each.value)}
              </Button>
            ))}
          </ButtonGroup>
        </Inset>
      )}
    </>
  );
};

export default Work;
