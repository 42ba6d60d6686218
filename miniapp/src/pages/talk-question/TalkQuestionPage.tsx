import { useQuery } from '@tanstack/react-query';
import { Button, Group, Header, Text } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { type Question, questionQuery } from '../../features/ask-questions/queries';
import { SameQuestions } from '../../features/ask-questions/SameQuestions';
import { momentOf, TimeFields, usualTime } from '../../features/hold-discussions/TimeFields';
import { useScheduling } from '../../features/hold-discussions/useDiscussionActions';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { Field } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';

/** An official sets a time at which they talk with the residents. */
const TalkQuestionPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const questionId = params.question ?? '';
  const question = useQuery({ ...questionQuery(id, questionId), refetchOnWindowFocus: false });
  return (
    <Screen backTo={path('questions', questionId)} title="Новое обсуждение">
      <Loaded query={question}>{(found) => <Scheduling question={found} />}</Loaded>
    </Screen>
  );
};

const Scheduling = ({ question: { item } }: { readonly question: Question }): ReactNode => {
  const { path } = useWorkplace();
  const [time, setTime] = useState(usualTime);
  const [post, setPost] = useState('');
  const [also, setAlso] = useState<readonly string[]>([]);
  const schedule = useScheduling();
  const startsAt = momentOf(time);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (startsAt === null) return;
        schedule.mutate(
          {
            question_id: item.id,
            starts_at: startsAt,
            minutes: time.minutes,
            also_question_ids: [...also],
            post,
          },
          { onSuccess: (made) => replaceWith(path('discussions', made.id)) },
        );
      }}
    >
      <Group
        description="Появится временный чат. Ссылка и время придут в чат дома, жители нажмут «Приду», бот напомнит всем за день и за 15 минут. После обсуждения бот попросит итог и закроет чат."
        header={<Header subtitle={item.address}>О чём</Header>}
      >
        <Inset>
          <Text>{item.text}</Text>
        </Inset>
      </Group>
      <Group>
        <TimeFields discussionId="" onChange={setTime} time={time} />
        <Field
          hint="Пусто — как указано у вас в организации."
          label="Ваша должность"
          onChange={setPost}
          placeholder="главный инженер"
          value={post}
        />
        <SameQuestions
          chosen={also}
          onChange={setAlso}
          questionId={item.id}
          title="Пригласить и другие дома"
        />
        <FormError error={schedule.error} />
        <Inset>
          <Button
            disabled={startsAt === null}
            loading={schedule.isPending}
            size="l"
            stretched
            type="submit"
          >
            Назначить обсуждение
          </Button>
        </Inset>
      </Group>
    </form>
  );
};

export default TalkQuestionPage;
