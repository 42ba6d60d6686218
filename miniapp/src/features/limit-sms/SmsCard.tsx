import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, FormStatus, Group, Header, SimpleCell, Switch } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { fieldError, NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { smsQuery } from './queries';

type Sms = Schemas['SmsSettings'];

/** SMS to chat administrators who were named by phone: whether, and at most how many. */
export const SmsCard = (): ReactNode => {
  const { id } = useWorkplace();
  const sms = useQuery({ ...smsQuery(id), refetchOnWindowFocus: false });
  return (
    <Group header={<Header>SMS администраторам чатов</Header>}>
      <Loaded query={sms}>{(found) => <SmsForm sms={found} />}</Loaded>
    </Group>
  );
};

const SmsForm = ({ sms }: { readonly sms: Sms }): ReactNode => {
  const { may } = useWorkplace();
  const [isOn, setOn] = useState(sms.is_on);
  const [aDay, setADay] = useState(sms.a_day);
  const [aNumberADay, setANumberADay] = useState(sms.a_number_a_day);
  const save = useSave();
  const mayEdit = may('edit_settings');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ is_on: isOn, a_day: aDay, a_number_a_day: aNumberADay });
      }}
    >
      {!sms.is_connected && (
        <FormStatus title="SMS не подключены">
          Администраторов, у которых известен только телефон, пригласите сами: ссылка и письмо — на
          экране дома.
        </FormStatus>
      )}
      <SimpleCell
        after={
          <Switch
            aria-label="Отправлять SMS"
            checked={isOn}
            disabled={!mayEdit}
            onChange={({ target }) => setOn(target.checked)}
          />
        }
        Component="label"
        disabled={!mayEdit}
        multiline
        subtitle={`Сегодня отправлено: ${sms.sent_today} из ${sms.a_day}`}
      >
        Отправлять SMS
      </SimpleCell>
      {mayEdit && (
        <>
          <NumberField
            error={fieldError(save.error, 'a_day')}
            hint={`Не больше ${sms.most_a_day}. Остальные уйдут на следующий день.`}
            label="SMS в день на весь муниципалитет"
            onChange={setADay}
            placeholder="0"
            value={aDay}
          />
          <NumberField
            error={fieldError(save.error, 'a_number_a_day')}
            hint={`От 1 до ${sms.most_a_number_a_day}.`}
            label="SMS в день на один номер"
            onChange={setANumberADay}
            placeholder="1"
            value={aNumberADay}
          />
          <FormError error={save.error} />
          <Inset>
            <Button loading={save.isPending} mode="secondary" size="l" stretched type="submit">
              Сохранить настройки SMS
            </Button>
          </Inset>
        </>
      )}
    </form>
  );
};

function useSave() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (body: Schemas['SmsSettingsAsk']) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/sms', {
          params: { path: { municipality_id: id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(smsQuery(id).queryKey, saved);
      show({ text: 'Настройки SMS сохранены' });
    },
  });
}
