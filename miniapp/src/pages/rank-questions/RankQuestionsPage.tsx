import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, FormItem, Group, Header, Placeholder } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { LastsField } from '../../features/ask-questions/LastsField';
import { prioritiesQuery, questionsQuery } from '../../features/ask-questions/queries';
import { usePriorityActions } from '../../features/ask-questions/useQuestionActions';
import { VoteCounts } from '../../features/ask-questions/VoteCounts';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import type { Params } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';

const MOST = 8;

/** The chat says which of several open questions goes to the official first. */
const RankQuestionsPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const houseId = params.house ?? '';
  const priorities = useQuery(prioritiesQuery(id, houseId));
  return (
    <Screen backTo={path('houses', houseId)} title="Что важнее">
      <Loaded query={priorities}>
        {({ items }) => (
          <>
            {!items.some(({ ballot }) => ballot.is_open) && <Start houseId={houseId} />}
            {items.map((each) => (
              <Ranking key={each.id} priority={each} />
            ))}
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const Start = ({ houseId }: { readonly houseId: string }): ReactNode => {
  const { id } = useWorkplace();
  const questions = useInfiniteQuery(questionsQuery(id, { house_id: houseId, is_awaited: false }));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [hours, setHours] = useState(72);
  const { start } = usePriorityActions();
  // Whatever is not sent yet, and says whom it concerns.
  const offered = (questions.data ?? []).filter(
    ({ state, addressees }) => ['open', 'voted'].includes(state) && addressees.length > 0,
  );
  if (questions.data && offered.length < 2)
    return (
      <Group>
        <Placeholder title="Выбирать пока не из чего">
          Нужны хотя бы два вопроса дома, которые ещё не отправлены и в которых указано, кого они
          касаются.
        </Placeholder>
      </Group>
    );
  return (
    <Group
      description="Победивший вопрос уйдёт представителям сам. Это опрос мнения, а не собрание собственников."
      header={<Header>Какой вопрос передать первым?</Header>}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({ house_id: houseId, question_ids: [...chosen], hours });
        }}
      >
        <FormItem aria-label="Вопросы" role="group" top="Вопросы, от двух до восьми">
          {offered.map((each) => (
            <Checkbox
              checked={chosen.includes(each.id)}
              disabled={!chosen.includes(each.id) && chosen.length >= MOST}
              key={each.id}
              onChange={() =>
                setChosen(
                  chosen.includes(each.id)
                    ? chosen.filter((one) => one !== each.id)
                    : [...chosen, each.id],
                )
              }
            >
              {each.text}
            </Checkbox>
          ))}
        </FormItem>
        <LastsField hours={hours} onChange={setHours} />
        <FormError error={start.error} />
        <Inset>
          <Button
            disabled={chosen.length < 2}
            loading={start.isPending}
            size="l"
            stretched
            type="submit"
          >
            Начать голосование
          </Button>
        </Inset>
      </form>
    </Group>
  );
};

const Ranking = ({ priority }: { readonly priority: Schemas['Priority'] }): ReactNode => {
  const { end } = usePriorityActions();
  const { ballot, wordings } = priority;
  return (
    <VoteCounts ballot={ballot} names={wordings} title="Что важнее">
      {ballot.is_open && (
        <Inset>
          <Button
            loading={end.isPending}
            mode="secondary"
            onClick={() => end.mutate(priority.id)}
            size="l"
            stretched
          >
            Закончить голосование сейчас
          </Button>
        </Inset>
      )}
      <FormError error={end.error} />
    </VoteCounts>
  );
};

export default RankQuestionsPage;
