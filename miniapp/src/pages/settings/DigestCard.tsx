import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Group, SimpleCell, Switch } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { settingsQuery } from '../../features/write-texts/queries';
import { api, ask } from '../../shared/api/client';
import { useErrorNotice } from '../../shared/ui/notices';

/** Whether the week's digest of the chats' health goes to the coordination chat. */
export const DigestCard = ({ isOn }: { readonly isOn: boolean }): ReactNode => {
  const { may } = useWorkplace();
  const label = useId();
  const { mutate, isPending } = useSwitch();
  return (
    <Group description="По понедельникам в 9 утра бот пишет в координационный чат, сколько задач открыто и что исправлено за неделю.">
      <SimpleCell
        after={
          <Switch
            slotProps={{ input: { 'aria-labelledby': label } }}
            checked={isOn}
            disabled={isPending || !may('edit_settings')}
            onChange={({ target }) => mutate(target.checked)}
          />
        }
        Component="label"
        multiline
      >
        <span id={label}>Еженедельная сводка о здоровье чатов</span>
      </SimpleCell>
    </Group>
  );
};

function useSwitch() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: (isOn: boolean) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/settings/digest', {
          params: { path: { municipality_id: id } },
          body: { is_on: isOn },
        }),
      ),
    onSuccess: (saved) => client.setQueryData(settingsQuery(id).queryKey, saved),
    onError,
  });
}
