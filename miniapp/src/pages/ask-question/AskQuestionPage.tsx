import { useQuery } from '@tanstack/react-query';
import { Button, Group, Header } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useAskQuestion } from '../../features/ask-questions/useQuestionActions';
import { type Wording, WordingFields } from '../../features/ask-questions/WordingFields';
import { houseQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';

const NOTHING: Wording = { text: '', subject: '', organizationIds: [] };

/** A house's new question: a draft, which is then put to a vote or sent. */
const AskQuestionPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const houseId = params.house ?? '';
  const house = useQuery(houseQuery(id, houseId));
  const [wording, setWording] = useState(NOTHING);
  const asking = useAskQuestion();
  return (
    <Screen backTo={path('houses', houseId)} title="Новый вопрос">
      <Loaded query={house}>
        {(details) => (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              asking.mutate(
                { houseId, wording },
                { onSuccess: (made) => replaceWith(path('questions', made.item.id)) },
              );
            }}
          >
            <Group
              description="Сначала это черновик: его видите только вы и сотрудники. Дальше вопрос можно вынести на голосование в чате или сразу отправить представителям."
              header={<Header subtitle={details.house.address}>{details.house.title}</Header>}
            >
              <WordingFields
                houseId={houseId}
                onChange={setWording}
                questionId=""
                wording={wording}
              />
              <FormError error={asking.error} />
              <Inset>
                <Button
                  disabled={!wording.text.trim()}
                  loading={asking.isPending}
                  size="l"
                  stretched
                  type="submit"
                >
                  Создать черновик
                </Button>
              </Inset>
            </Group>
          </form>
        )}
      </Loaded>
    </Screen>
  );
};

export default AskQuestionPage;
