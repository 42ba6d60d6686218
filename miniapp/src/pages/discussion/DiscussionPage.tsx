import { useQuery } from '@tanstack/react-query';
import {
  Icon28CalendarOutline,
  Icon28CopyOutline,
  Icon28HomeOutline,
  Icon28UserOutline,
  Icon28UsersOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Header, SimpleCell, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { type Discussion, discussionQuery } from '../../features/hold-discussions/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo, type Params } from '../../shared/router/router';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { useCopy } from '../../shared/ui/useCopy';
import { counted, moment, PEOPLE } from '../../shared/ui/words';
import { Actions } from './Actions';

const SECONDARY = { color: 'var(--vkui--color_text_secondary)' };

/** A discussion: when, with whom, who comes, what came out of it, and what can be done now. */
const DiscussionPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const discussion = useQuery(discussionQuery(id, params.discussion ?? ''));
  return (
    <Screen backTo={path('questions')} title="Обсуждение">
      <Loaded query={discussion}>
        {(found) => (
          <>
            <What discussion={found} />
            <Actions discussion={found} />
            {found.outcome && (
              <Group header={<Header>Итог</Header>}>
                <Inset>
                  <Text style={{ whiteSpace: 'pre-wrap' }}>{found.outcome}</Text>
                </Inset>
              </Group>
            )}
            <History discussion={found} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const What = ({ discussion }: { readonly discussion: Discussion }): ReactNode => {
  const { path } = useWorkplace();
  const copy = useCopy();
  const { official } = discussion;
  return (
    <Group>
      <Inset>
        <Title Component="h2" level="2">
          {discussion.topic}
        </Title>
        <Text style={{ ...SECONDARY, marginBlockStart: 4 }}>
          {[discussion.state_title, discussion.ending_title].filter(Boolean).join(': ')}
        </Text>
      </Inset>
      {discussion.state === 'missed' && (
        <Callout
          role="alert"
          subtitle="Жители и руководитель организации об этом знают. Приходите или назначьте новое время."
          title="Представитель не пришёл"
        />
      )}
      <SimpleCell before={<Icon28CalendarOutline />} multiline overTitle="Когда">
        {moment(discussion.starts_at)}, {discussion.minutes} мин
      </SimpleCell>
      <SimpleCell
        before={<Icon28UserOutline />}
        multiline
        overTitle="Кто отвечает"
        subtitle={[official.post, official.organization].filter(Boolean).join(', ')}
      >
        {official.name}
      </SimpleCell>
      <SimpleCell before={<Icon28UsersOutline />} overTitle="Придут">
        {discussion.coming ? counted(discussion.coming, PEOPLE) : 'пока никто не отметился'}
      </SimpleCell>
      {discussion.houses.map((house) => (
        <SimpleCell
          before={<Icon28HomeOutline />}
          chevron={house.question_id ? 'auto' : undefined}
          key={house.house_id}
          multiline
          onClick={
            house.question_id ? () => goTo(path('questions', house.question_id ?? '')) : undefined
          }
          overTitle="Дом"
        >
          {house.address}
        </SimpleCell>
      ))}
      {discussion.invite_link && (
        <CellButton
          before={<Icon28CopyOutline />}
          onClick={() => copy(discussion.invite_link, 'Ссылка скопирована')}
        >
          Скопировать ссылку на чат
        </CellButton>
      )}
    </Group>
  );
};

const History = ({ discussion }: { readonly discussion: Discussion }): ReactNode => (
  <Group header={<Header>История</Header>}>
    {[...discussion.history].reverse().map((each, index) => (
      <SimpleCell
        extraSubtitle={each.reason}
        key={index}
        multiline
        subtitle={[moment(each.at), each.by].filter(Boolean).join(' · ')}
      >
        {each.title.charAt(0).toUpperCase() + each.title.slice(1)}
      </SimpleCell>
    ))}
  </Group>
);

export default DiscussionPage;
