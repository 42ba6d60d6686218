import { useQuery } from '@tanstack/react-query';
import { Icon28CalendarOutline, Icon28HomeOutline, Icon28UsersOutline } from '@vkontakte/icons';
import { Footnote, Group, Header, SimpleCell, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { type Question, questionQuery } from '../../features/ask-questions/queries';
import { farOf } from '../../features/ask-questions/QuestionRow';
import { VoteCounts } from '../../features/ask-questions/VoteCounts';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo, type Params } from '../../shared/router/router';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { moment } from '../../shared/ui/words';
import { Actions } from './Actions';

const SECONDARY = { color: 'var(--vkui--color_text_secondary)' };

/** A question: what is asked, how the chat voted, what was answered, and what can be done now. */
const QuestionPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const question = useQuery(questionQuery(id, params.question ?? ''));
  return (
    <Screen backTo={path('questions')} title="Вопрос">
      <Loaded query={question}>
        {(found) => (
          <>
            <What question={found} />
            <Actions question={found} />
            {found.ballot && <VoteCounts ballot={found.ballot} title="Голосование" />}
            <Answers question={found} />
            <History question={found} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const What = ({ question }: { readonly question: Question }): ReactNode => {
  const { path } = useWorkplace();
  const { item } = question;
  return (
    <Group>
      <Inset>
        <Title Component="h2" level="2">
          {item.text}
        </Title>
        <Text style={{ ...SECONDARY, marginBlockStart: 4 }}>
          {[item.subject_title, farOf(item)].filter(Boolean).join(' · ')}
        </Text>
      </Inset>
      {item.is_overdue && (
        <Callout
          role="alert"
          subtitle="О просрочке знает руководитель организации, потом узнают и сотрудники администрации. Жители видят это в чате."
          title="Срок ответа прошёл"
        />
      )}
      <SimpleCell
        before={<Icon28HomeOutline />}
        chevron="auto"
        multiline
        onClick={() => goTo(path('houses', item.house_id))}
        overTitle="Дом"
      >
        {item.address}
      </SimpleCell>
      <SimpleCell before={<Icon28UsersOutline />} multiline overTitle="Кого касается">
        {item.addressees.map(({ name }) => name).join(', ') || 'не указано'}
      </SimpleCell>
      {item.taken_by && (
        <SimpleCell
          before={<Icon28UsersOutline />}
          multiline
          overTitle="Занимается"
          subtitle={[item.taken_by.post, item.taken_by.organization].filter(Boolean).join(', ')}
        >
          {item.taken_by.name}
        </SimpleCell>
      )}
      {item.discussion_id && (
        <SimpleCell
          before={<Icon28CalendarOutline />}
          chevron="auto"
          onClick={() => goTo(path('discussions', item.discussion_id ?? ''))}
        >
          Обсуждение
        </SimpleCell>
      )}
    </Group>
  );
};

const Answers = ({ question }: { readonly question: Question }): ReactNode => {
  const { answers, helped, not_helped: notHelped } = question;
  if (answers.length === 0) return null;
  return (
    <Group header={<Header>{answers.length > 1 ? 'Ответы' : 'Ответ'}</Header>}>
      {answers.map((each) => (
        <Inset key={each.number}>
          <Footnote style={SECONDARY}>
            {[each.official.name, each.official.post, each.official.organization, moment(each.at)]
              .filter(Boolean)
              .join(', ')}
          </Footnote>
          <Text style={{ whiteSpace: 'pre-wrap', marginBlock: '4px' }}>{each.text}</Text>
          {each.filenames.map((name) => (
            <Footnote key={name}>📎 {name}</Footnote>
          ))}
        </Inset>
      ))}
      {helped + notHelped > 0 && (
        <Inset>
          <Footnote style={SECONDARY}>
            Помогло: {helped}, не помогло: {notHelped}
          </Footnote>
        </Inset>
      )}
    </Group>
  );
};

const History = ({ question }: { readonly question: Question }): ReactNode => (
  <Group header={<Header>История</Header>}>
    {[...question.history].reverse().map((each, index) => (
      <SimpleCell
        extraSubtitle={each.reason}
        key={index}
        multiline
        subtitle={[moment(each.at), each.by].filter(Boolean).join(' · ')}
      >
        {capitalised(each.title)}
      </SimpleCell>
    ))}
  </Group>
);

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export default QuestionPage;
