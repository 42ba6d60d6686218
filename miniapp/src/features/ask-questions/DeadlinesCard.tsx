import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, FormItem, Group, Header, Select, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { useNotice } from '../../shared/ui/notices';
import { counted } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';
import { questionSettingsQuery } from './queries';

type Settings = Schemas['QuestionSettings'];

const WORKING_DAYS = ['рабочий день', 'рабочих дня', 'рабочих дней'] as const;

const ZONES = [
  ['Europe/Kaliningrad', 'Калининград, МСК−1'],
  ['Europe/Moscow', 'Москва'],
  ['Europe/Samara', 'Самара, МСК+1'],
  ['Asia/Yekaterinburg', 'Екатеринбург, МСК+2'],
  ['Asia/Omsk', 'Омск, МСК+3'],
  ['Asia/Krasnoyarsk', 'Красноярск, МСК+4'],
  ['Asia/Irkutsk', 'Иркутск, МСК+5'],
  ['Asia/Yakutsk', 'Якутск, МСК+6'],
  ['Asia/Vladivostok', 'Владивосток, МСК+7'],
  ['Asia/Magadan', 'Магадан, МСК+8'],
  ['Asia/Kamchatka', 'Камчатка, МСК+9'],
].map(([value = '', label = '']) => ({ value, label }));

/** How soon questions are to be answered, subject by subject. */
export const DeadlinesCard = (): ReactNode => {
  const { id } = useWorkplace();
  const settings = useQuery({ ...questionSettingsQuery(id), refetchOnWindowFocus: false });
  return (
    <Group
      description="Рабочие дни по производственному календарю России. У отправленных вопросов срок остаётся тем, о котором сказали жителям."
      header={<Header>Сроки ответов на вопросы</Header>}
    >
      <Loaded query={settings}>{(found) => <Deadlines settings={found} />}</Loaded>
    </Group>
  );
};

const Deadlines = ({ settings }: { readonly settings: Settings }): ReactNode => {
  const { may } = useWorkplace();
  if (may('edit_settings')) return <Form settings={settings} />;
  return settings.subjects.map(({ subject, title, days }) => (
    <SimpleCell key={subject} subtitle={counted(days, WORKING_DAYS)}>
      {title}
    </SimpleCell>
  ));
};

const Form = ({ settings }: { readonly settings: Settings }): ReactNode => {
  const zone = useId();
  const [draft, setDraft] = useState(settings);
  const save = useSave();
  const set = (part: Partial<Settings>): void => setDraft({ ...draft, ...part });
  const zones = ZONES.some(({ value }) => value === draft.time_zone)
    ? ZONES
    : [{ value: draft.time_zone, label: draft.time_zone }, ...ZONES];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          ...draft,
          subjects: draft.subjects.map(({ subject, days }) => ({ subject, days })),
        });
      }}
    >
      {draft.subjects.map(({ subject, title, days }, index) => (
        <NumberField
          key={subject}
          label={title}
          onChange={(typed) =>
            set({
              subjects: draft.subjects.map((each, at) =>
                at === index ? { ...each, days: typed } : each,
              ),
            })
          }
          placeholder="от 1 до 60"
          value={days}
        />
      ))}
      <NumberField
        hint="Если срок прошёл, об этом узнаёт руководитель организации. Ещё через столько рабочих дней — сотрудники администрации."
        label="Сколько ждём руководителя"
        onChange={(typed) => set({ head_days: typed })}
        placeholder="от 1 до 60"
        value={draft.head_days}
      />
      <NumberField
        hint="Если ответ не помог, вопрос один раз возвращается руководителю."
        label="Срок повторного ответа"
        onChange={(typed) => set({ reopened_days: typed })}
        placeholder="от 1 до 60"
        value={draft.reopened_days}
      />
      <NumberField
        hint="Обычных, не рабочих."
        label="Сколько дней жители оценивают ответ"
        onChange={(typed) => set({ verdict_days: typed })}
        placeholder="от 1 до 60"
        value={draft.verdict_days}
      />
      <NumberField
        hint="Столько процентов «Не помогло» возвращают вопрос."
        label="Доля «Не помогло», %"
        onChange={(typed) => set({ not_helped_percent: typed })}
        placeholder="от 1 до 100"
        value={draft.not_helped_percent}
      />
      <FormItem htmlFor={zone} top="Часовой пояс">
        <Select
          id={zone}
          onChange={(_, chosen) => set({ time_zone: String(chosen) })}
          options={zones}
          value={draft.time_zone}
        />
      </FormItem>
      <FormError error={save.error} />
      <Inset>
        <Button loading={save.isPending} mode="secondary" size="l" stretched type="submit">
          Сохранить сроки
        </Button>
      </Inset>
    </form>
  );
};

function useSave() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (body: Schemas['QuestionSettingsAsk']) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/settings/questions', {
          params: { path: { municipality_id: id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(questionSettingsQuery(id).queryKey, saved);
      show({ text: 'Сроки сохранены' });
    },
  });
}
