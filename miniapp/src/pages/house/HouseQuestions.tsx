import {
  Icon28CheckShieldOutline,
  Icon28ListNumberOutline,
  Icon28MessagesOutline,
  Icon28QuestionOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { showQuestions } from '../../features/ask-questions/useQuestionFilter';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';

/** What residents ask, what comes first, and how order is kept: the work of a chat's administrator. */
export const HouseQuestions = ({ houseId }: { readonly houseId: string }): ReactNode => {
  const { path, may } = useWorkplace();
  return (
    <Group header={<Header>Вопросы жителей</Header>}>
      {may('ask_questions') && (
        <CellButton
          before={<Icon28QuestionOutline />}
          onClick={() => goTo(path('houses', houseId, 'ask'))}
        >
          Задать вопрос
        </CellButton>
      )}
      <SimpleCell
        before={<Icon28MessagesOutline />}
        chevron="auto"
        onClick={() => {
          showQuestions({ house_id: houseId });
          goTo(path('questions'));
        }}
      >
        Вопросы дома
      </SimpleCell>
      {may('ask_questions') && (
        <SimpleCell
          before={<Icon28ListNumberOutline />}
          chevron="auto"
          onClick={() => goTo(path('houses', houseId, 'rank'))}
        >
          Что важнее: выбор жителей
        </SimpleCell>
      )}
      {may('moderate_chat') && (
        <SimpleCell
          before={<Icon28CheckShieldOutline />}
          chevron="auto"
          onClick={() => goTo(path('houses', houseId, 'moderation'))}
        >
          Журнал модерации
        </SimpleCell>
      )}
    </Group>
  );
};
