import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Icon24Cancel, Icon28StatisticsOutline, Icon56MessagesOutline } from '@vkontakte/icons';
import {
  CellButton,
  FormItem,
  Group,
  PanelHeaderButton,
  Placeholder,
  Select,
  SubnavigationBar,
  SubnavigationButton,
  Tabs,
  TabsItem,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useEffect, useId } from 'react';

import { QuestionRow } from '../../features/ask-questions/QuestionRow';
import { type QuestionFilter, questionsQuery } from '../../features/ask-questions/queries';
import {
  type QuestionTab,
  useQuestionFilter,
} from '../../features/ask-questions/useQuestionFilter';
import { organizationsQuery } from '../../features/manage-organizations/queries';
import { PeriodCell } from '../../shared/ui/PeriodCell';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';

const Discussions = lazy(() => import('./Discussions'));
const NothingFound = lazy(() => import('../../shared/ui/NothingFound'));

const TABS: readonly { readonly tab: QuestionTab; readonly title: string }[] = [
  { tab: 'questions', title: 'Вопросы' },
  { tab: 'discussions', title: 'Обсуждения' },
];

const FILTERS: readonly { readonly title: string; readonly filter: QuestionFilter }[] = [
  { title: 'Все', filter: {} },
  { title: 'Ждут ответа', filter: { is_awaited: true } },
  { title: 'Срок прошёл', filter: { is_overdue: true } },
  { title: 'Черновики', filter: { state: 'open' } },
  { title: 'Голосование', filter: { state: 'voting' } },
  { title: 'Есть ответ', filter: { state: 'answered' } },
  { title: 'Закрыты', filter: { state: 'closed' } },
];

/** The questions that concern the person, the late ones first, and the discussions. */
const QuestionsPage = (): ReactNode => {
  const { name, path, may } = useWorkplace();
  const { tab, filter, change } = useQuestionFilter();
  return (
    <Screen
      button={
        may('see_members') && (
          <PanelHeaderButton
            aria-label="Кто как отвечает"
            onClick={() => goTo(path('question-figures'))}
          >
            <Icon28StatisticsOutline />
          </PanelHeaderButton>
        )
      }
      status={name}
      title="Вопросы"
    >
      <Group>
        <Tabs>
          {TABS.map((each) => (
            <TabsItem
              aria-controls={`tab-${each.tab}`}
              id={`tab-of-${each.tab}`}
              key={each.tab}
              onClick={() => change({ tab: each.tab })}
              selected={tab === each.tab}
            >
              {each.title}
            </TabsItem>
          ))}
        </Tabs>
        <div aria-labelledby={`tab-of-${tab}`} id={`tab-${tab}`} role="tabpanel">
          {tab === 'questions' ? (
            <Asked filter={filter} onChange={(chosen) => change({ filter: chosen })} />
          ) : (
            <Suspense fallback={<LoadingRows />}>
              <Discussions />
            </Suspense>
          )}
        </div>
      </Group>
    </Screen>
  );
};

interface AskedProps {
  readonly filter: QuestionFilter;
  readonly onChange: (filter: QuestionFilter) => void;
}

const Asked = ({ filter, onChange }: AskedProps): ReactNode => {
  const { id } = useWorkplace();
  const questions = useInfiniteQuery({
    ...questionsQuery(id, filter),
    placeholderData: keepPreviousData,
  });
  const { may } = useWorkplace();
  const {
    house_id: houseId,
    organization_id: organizationId,
    since,
    until,
    answer,
    ...byState
  } = filter;
  const isNarrowed = Object.keys(filter).length > 0;
  const place = {
    ...(houseId && { house_id: houseId }),
    ...(organizationId && { organization_id: organizationId }),
  };
  const figure = {
    ...(since && { since }),
    ...(until && { until }),
    ...(answer && { answer }),
  };
  return (
    <>
      {may('see_organizations') && (
        <OrganizationField
          onChange={(chosen) =>
            onChange({
              ...byState,
              ...figure,
              ...(houseId && { house_id: houseId }),
              ...(chosen && { organization_id: chosen }),
            })
          }
          value={organizationId ?? ''}
        />
      )}
      {houseId && (
        <CellButton
          before={<Icon24Cancel />}
          onClick={() =>
            onChange({
              ...byState,
              ...figure,
              ...(organizationId && { organization_id: organizationId }),
            })
          }
        >
          Показаны вопросы одного дома. Показать все
        </CellButton>
      )}
      <PeriodCell
        filter={figure}
        onReset={() => onChange({ ...byState, ...place })}
        what="вопросы"
      />
      <SubnavigationBar aria-label="Какие вопросы показать">
        {FILTERS.filter(({ filter: { state } }) => state !== 'open' || may('ask_questions')).map(
          (each) => {
            const isChosen = isSame(each.filter, byState);
            return (
              <SubnavigationButton
                aria-pressed={isChosen}
                key={each.title}
                onClick={() => onChange({ ...each.filter, ...place, ...figure })}
                selected={isChosen}
              >
                {each.title}
              </SubnavigationButton>
            );
          },
        )}
      </SubnavigationBar>
      <Pages
        empty={
          isNarrowed ? (
            <Suspense>
              <NothingFound onReset={() => onChange({})} />
            </Suspense>
          ) : (
            <NoQuestions />
          )
        }
        query={questions}
      >
        {(each) => <QuestionRow item={each} key={each.id} />}
      </Pages>
    </>
  );
};

interface OrganizationFieldProps {
  readonly value: string;
  readonly onChange: (organizationId: string) => void;
}

const OrganizationField = ({ value, onChange }: OrganizationFieldProps): ReactNode => {
  const { id } = useWorkplace();
  const field = useId();
  const organizations = useInfiniteQuery(organizationsQuery(id, ''));
  const { hasNextPage, isFetching, isError, fetchNextPage } = organizations;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return (
    <FormItem htmlFor={field} top="Кого касаются">
      <Select
        id={field}
        onChange={(_, chosen) => onChange(String(chosen ?? ''))}
        options={[
          { value: '', label: 'Все организации' },
          ...(organizations.data ?? []).map((each) => ({ value: each.id, label: each.name })),
        ]}
        searchable={(organizations.data?.length ?? 0) > 10}
        value={value}
      />
    </FormItem>
  );
};

const NoQuestions = (): ReactNode => {
  const { may } = useWorkplace();
  return (
    <Placeholder icon={<Icon56MessagesOutline />} title="Вопросов пока нет">
      {may('ask_questions')
        ? 'Чтобы задать вопрос, ответьте на сообщение соседа в чате словом «вопрос» или откройте дом и нажмите «Задать вопрос».'
        : 'Когда жители зададут вопрос вашей организации, он появится здесь.'}
    </Placeholder>
  );
};

function isSame(one: QuestionFilter, other: QuestionFilter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export default QuestionsPage;
