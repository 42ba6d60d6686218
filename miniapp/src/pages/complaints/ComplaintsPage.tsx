import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Icon28SettingsOutline, Icon56CheckCircleOutline } from '@vkontakte/icons';
import {
  FormItem,
  FormLayoutGroup,
  Group,
  PanelHeaderButton,
  Placeholder,
  Select,
  SubnavigationBar,
  SubnavigationButton,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense } from 'react';

import { ComplaintRow } from '../../features/deal-with-complaints/ComplaintRow';
import {
  type ComplaintFilter,
  complaintSettingsQuery,
  complaintsQuery,
} from '../../features/deal-with-complaints/queries';
import { useComplaintFilter } from '../../features/deal-with-complaints/useComplaintFilter';
import { houseFiltersQuery } from '../../features/list-houses/queries';
import { PeriodCell } from '../../shared/ui/PeriodCell';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';

const NothingFound = lazy(() => import('../../shared/ui/NothingFound'));

type State = Pick<ComplaintFilter, 'state' | 'is_awaited' | 'is_overdue'>;

const STATES: readonly { readonly title: string; readonly state: State }[] = [
  { title: 'Ждут ответа', state: { is_awaited: true } },
  { title: 'Срок прошёл', state: { is_overdue: true } },
  { title: 'Ищем ответственных', state: { state: 'returned' } },
  { title: 'В работе', state: { state: 'taken' } },
  { title: 'Есть ответ', state: { state: 'answered' } },
  { title: 'Решены', state: { state: 'solved' } },
  { title: 'Отклонены', state: { state: 'rejected' } },
  { title: 'Все', state: {} },
];

/** The complaints that the person may see, the late ones first. */
const ComplaintsPage = (): ReactNode => {
  const { id, name, may, path } = useWorkplace();
  const { filter, change } = useComplaintFilter();
  const complaints = useInfiniteQuery({
    ...complaintsQuery(id, filter),
    placeholderData: keepPreviousData,
  });
  const { state, is_awaited, is_overdue, ...narrowed } = filter;
  const isNarrowed = Object.values(narrowed).some(Boolean);
  return (
    <Screen
      backTo={path('more')}
      button={
        may('see_settings') && (
          <PanelHeaderButton
            aria-label="Темы и сроки жалоб"
            onClick={() => goTo(path('complaints', 'settings'))}
          >
            <Icon28SettingsOutline />
          </PanelHeaderButton>
        )
      }
      status={name}
      title="Жалобы"
    >
      <Group>
        <SubnavigationBar aria-label="Какие жалобы показать">
          {STATES.map((each) => {
            const isChosen = isSame(each.state, { state, is_awaited, is_overdue });
            return (
              <SubnavigationButton
                aria-pressed={isChosen}
                key={each.title}
                onClick={() => change({ ...narrowed, ...each.state })}
                selected={isChosen}
              >
                {each.title}
              </SubnavigationButton>
            );
          })}
        </SubnavigationBar>
        <PeriodCell
          filter={filter}
          onReset={() =>
            change({ ...filter, since: undefined, until: undefined, answer: undefined })
          }
          what="жалобы"
        />
        {may('see_settings') && <Narrowing filter={filter} onChange={change} />}
        <Pages
          empty={
            isNarrowed ? (
              <Suspense>
                <NothingFound onReset={() => change({})} />
              </Suspense>
            ) : (
              <NoComplaints isAwaited={is_awaited === true || is_overdue === true} />
            )
          }
          query={complaints}
        >
          {(each) => <ComplaintRow item={each} key={each.id} />}
        </Pages>
      </Group>
    </Screen>
  );
};

interface NarrowingProps {
  readonly filter: ComplaintFilter;
  readonly onChange: (filter: ComplaintFilter) => void;
}

/** By subject and by who is responsible: for employees, who see all of them. */
const Narrowing = ({ filter, onChange }: NarrowingProps): ReactNode => {
  const { id } = useWorkplace();
  const settings = useQuery(complaintSettingsQuery(id));
  const { data: choices } = useQuery(houseFiltersQuery(id));
  const { subject_id: subject = '', organization_id: organization = '' } = filter;
  return (
    <FormLayoutGroup mode="horizontal">
      <FormItem htmlFor="complaint-subject" top="Тема">
        <Select
          id="complaint-subject"
          onChange={(_, chosen) => onChange(without(filter, 'subject_id', chosen))}
          options={[
            { value: '', label: 'Все темы' },
            ...(settings.data?.subjects ?? []).map(({ id: value, title }) => ({
              value,
              label: title,
            })),
          ]}
          value={subject}
        />
      </FormItem>
      <FormItem htmlFor="complaint-organization" top="Ответственный">
        <Select
          id="complaint-organization"
          onChange={(_, chosen) => onChange(without(filter, 'organization_id', chosen))}
          options={[
            { value: '', label: 'Все организации' },
            ...(choices?.organizations ?? []).map(({ value, title }) => ({ value, label: title })),
          ]}
          value={organization}
        />
      </FormItem>
    </FormLayoutGroup>
  );
};

type Narrowed = 'subject_id' | 'organization_id';

function without(filter: ComplaintFilter, name: Narrowed, chosen: unknown): ComplaintFilter {
  const rest = Object.fromEntries(Object.entries(filter).filter(([each]) => each !== name));
  return typeof chosen === 'string' && chosen ? { ...rest, [name]: chosen } : rest;
}

function isSame(one: State, other: State): boolean {
  return (
    one.state === other.state &&
    Boolean(one.is_awaited) === Boolean(other.is_awaited) &&
    Boolean(one.is_overdue) === Boolean(other.is_overdue)
  );
}

const NoComplaints = ({ isAwaited }: { readonly isAwaited: boolean }): ReactNode => (
  <Placeholder
    icon={<Icon56CheckCircleOutline />}
    title={isAwaited ? 'Никто не ждёт ответа' : 'Жалоб пока нет'}
  >
    Жители пишут боту «Жалоба» или нажимают эту кнопку в меню чата дома.
  </Placeholder>
);

export default ComplaintsPage;
