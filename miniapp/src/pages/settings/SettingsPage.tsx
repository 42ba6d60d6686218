import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Group } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { DeadlinesCard } from '../../features/ask-questions/DeadlinesCard';
import { LogoCard } from '../../features/set-logo/LogoCard';
import { SmsCard } from '../../features/limit-sms/SmsCard';
import { settingsQuery } from '../../features/write-texts/queries';
import { api, ask, type Schemas } from '../../shared/api/client';
import { Field, fieldError } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Loaded } from '../../shared/ui/Loaded';
import { useNotice } from '../../shared/ui/notices';
import { Screen } from '../../shared/ui/Screen';
import { DigestCard } from './DigestCard';
import { MarkingCard } from './MarkingCard';
import { TextEditor } from './TextEditor';
import { Inset } from '../../shared/ui/Inset';

type Settings = Schemas['SettingsAnswer'];

/** What the municipality sets for all its chats: texts, the logo, SMS. */
const SettingsPage = (): ReactNode => {
  const { id, path } = useWorkplace();
  const settings = useQuery({ ...settingsQuery(id), refetchOnWindowFocus: false });
  return (
    <Screen backTo={path('more')} title="Настройки">
      <Loaded query={settings}>
        {(found) => (
          <>
            <TextsForm settings={found} />
            <MarkingCard isOn={found.marks_officials} />
            <DigestCard isOn={found.sends_digest} />
          </>
        )}
      </Loaded>
      <DeadlinesCard />
      <LogoCard />
      <SmsCard />
    </Screen>
  );
};

const TextsForm = ({ settings }: { readonly settings: Settings }): ReactNode => {
  const { may } = useWorkplace();
  const [welcome, setWelcome] = useState(settings.welcome_template || settings.standard_welcome);
  const [covering, setCovering] = useState(
    settings.covering_template || settings.standard_covering,
  );
  const [settlement, setSettlement] = useState(settings.home_settlement);
  const save = useSave();
  const mayEdit = may('edit_settings');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          home_settlement: settlement.trim(),
          // Empty where the standard text is used, so that it follows the standard as that changes.
          welcome_template: welcome === settings.standard_welcome ? '' : welcome,
          covering_template: covering === settings.standard_covering ? '' : covering,
        });
      }}
    >
      <TextEditor
        description="Закреплено в каждом новом чате. В созданных раньше чатах текст останется прежним."
        error={fieldError(save.error, 'welcome_template')}
        isReadOnly={!mayEdit}
        kind="welcome"
        onChange={setWelcome}
        settings={settings}
        standard={settings.standard_welcome}
        title="Приветствие"
        value={welcome}
      />
      <TextEditor
        description="С ним администратор чата рассылает ссылку в старые чаты дома."
        error={fieldError(save.error, 'covering_template')}
        isReadOnly={!mayEdit}
        kind="covering"
        onChange={setCovering}
        settings={settings}
        standard={settings.standard_covering}
        title="Приглашение для жильцов"
        value={covering}
      />
      {mayEdit && (
        <Group>
          <Field
            error={fieldError(save.error, 'home_settlement')}
            hint="Подставим, если в адресе населённый пункт не указан."
            label="Основной населённый пункт"
            onChange={setSettlement}
            placeholder="г. Екатеринбург"
            value={settlement}
          />
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

function useSave() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (body: Schemas['SettingsAsk']) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/settings', {
          params: { path: { municipality_id: id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(settingsQuery(id).queryKey, saved);
      show({ text: 'Тексты сохранены' });
    },
  });
}

export default SettingsPage;
