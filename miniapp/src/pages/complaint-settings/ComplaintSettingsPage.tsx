import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon28AddCircleOutline, Icon28ListOutline } from '@vkontakte/icons';
import { Button, CellButton, Group, Header, SimpleCell, Switch } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import {
  type ComplaintSettings,
  complaintSettingsQuery,
} from '../../features/deal-with-complaints/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { useNotice } from '../../shared/ui/notices';
import { Screen } from '../../shared/ui/Screen';
import { counted } from '../../shared/ui/words';

const SubjectSheet = lazy(() => import('./SubjectSheet'));

type Subject = Schemas['ComplaintSubject'];

const WORKING_DAYS = ['рабочий день', 'рабочих дня', 'рабочих дней'] as const;

/** What residents can complain about: subjects, who is responsible for each, how soon. */
const ComplaintSettingsPage = (): ReactNode => {
  const { id, path } = useWorkplace();
  const settings = useQuery({ ...complaintSettingsQuery(id), refetchOnWindowFocus: false });
  return (
    <Screen backTo={path('complaints')} title="Темы и сроки жалоб">
      <Loaded query={settings}>{(found) => <Form settings={found} />}</Loaded>
    </Screen>
  );
};

const Form = ({ settings }: { readonly settings: ComplaintSettings }): ReactNode => {
  const { may } = useWorkplace();
  const [now, setNow] = useState(settings);
  const save = useSave(setNow);
  const mayEdit = may('edit_settings');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(askOf(now));
      }}
    >
      <Group>
        <SimpleCell
          after={
            <Switch
              aria-label="Принимать жалобы"
              checked={now.is_on}
              disabled={!mayEdit}
              onChange={({ target }) => setNow({ ...now, is_on: target.checked })}
            />
          }
          Component="label"
          disabled={!mayEdit}
          multiline
          subtitle="Жители пишут боту «Жалоба» или нажимают кнопку в меню чата."
        >
          Принимать жалобы
        </SimpleCell>
      </Group>
      <Subjects
        mayEdit={mayEdit}
        most={now.most_subjects}
        onChange={(subjects) => setNow({ ...now, subjects: [...subjects] })}
        subjects={now.subjects}
      />
      <Deadlines mayEdit={mayEdit} now={now} onChange={setNow} />
      {mayEdit && (
        <Group>
          <FormError error={save.error} />
          <Inset>
            <Button loading={save.isPending} size="l" stretched type="submit">
              Сохранить
            </Button>
          </Inset>
        </Group>
      )}
    </form>
  );
};

interface SubjectsProps {
  readonly subjects: readonly Subject[];
  readonly most: number;
  readonly mayEdit: boolean;
  readonly onChange: (subjects: readonly Subject[]) => void;
}

const Subjects = ({ subjects, most, mayEdit, onChange }: SubjectsProps): ReactNode => {
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const subject = typeof edited === 'number' ? subjects[edited] : undefined;
  return (
    <Group header={<Header subtitle="В этом порядке их видят жители.">Темы</Header>}>
      {subjects.map((each, number) => (
        <SimpleCell
          before={<Icon28ListOutline />}
          chevron={mayEdit ? 'auto' : undefined}
          extraSubtitle={counted(each.working_days, WORKING_DAYS)}
          key={each.id || each.title}
          onClick={mayEdit ? () => setEdited(number) : undefined}
          subtitle={each.organization_name ?? 'Управляющая компания дома'}
        >
          {each.title}
        </SimpleCell>
      ))}
      {mayEdit && subjects.length < most && (
        <CellButton before={<Icon28AddCircleOutline />} onClick={() => setEdited('new')}>
          Добавить тему
        </CellButton>
      )}
      <Suspense>
        {edited !== null && (
          <SubjectSheet
            isOnly={subjects.length === 1}
            onClose={() => setEdited(null)}
            onRemoved={() => {
              onChange(subjects.filter((each) => each !== subject));
              setEdited(null);
            }}
            onSaved={(saved) => {
              onChange(
                subject
                  ? subjects.map((each) => (each === subject ? saved : each))
                  : [...subjects, saved],
              );
              setEdited(null);
            }}
            subject={subject}
            taken={subjects.filter((each) => each !== subject).map(({ title }) => title)}
          />
        )}
      </Suspense>
    </Group>
  );
};

interface DeadlinesProps {
  readonly now: ComplaintSettings;
  readonly mayEdit: boolean;
  readonly onChange: (now: ComplaintSettings) => void;
}

const Deadlines = ({ now, mayEdit, onChange }: DeadlinesProps): ReactNode => {
  if (!mayEdit) return null;
  return (
    <Group header={<Header>Сроки</Header>}>
      <NumberField
        hint="Рабочих дней у руководителя организации после срока. Потом об опоздании узнают сотрудники."
        label="Срок руководителя"
        onChange={(head_days) => onChange({ ...now, head_days })}
        value={now.head_days}
      />
      <NumberField
        hint="Рабочих дней, если житель ответил «Не решено»."
        label="Повторный срок"
        onChange={(again_days) => onChange({ ...now, again_days })}
        value={now.again_days}
      />
      <NumberField
        hint="Дней у жителя, чтобы возразить. Потом жалоба считается решённой."
        label="Оценка ответа"
        onChange={(verdict_days) => onChange({ ...now, verdict_days })}
        value={now.verdict_days}
      />
    </Group>
  );
};

function askOf(settings: ComplaintSettings): Schemas['ComplaintSettingsAsk'] {
  const { is_on, time_zone, subjects, head_days, again_days, verdict_days } = settings;
  return {
    is_on,
    time_zone,
    head_days,
    again_days,
    verdict_days,
    subjects: subjects.map(({ id, title, working_days, organization_id }) => ({
      id: id || null,
      title,
      working_days,
      organization_id,
    })),
  };
}

function useSave(onSaved: (settings: ComplaintSettings) => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (body: Schemas['ComplaintSettingsAsk']) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/settings/complaints', {
          params: { path: { municipality_id: id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(complaintSettingsQuery(id).queryKey, saved);
      onSaved(saved);
      show({ text: 'Темы и сроки сохранены' });
    },
  });
}

export default ComplaintSettingsPage;
