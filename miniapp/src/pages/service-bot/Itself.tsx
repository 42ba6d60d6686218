import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  Icon28AddSquareOutline,
  Icon28DeleteOutline,
  Icon28EditOutline,
  Icon28LinkOutline,
  Icon28RemoveCircleOutline,
} from '@vkontakte/icons';
import { CellButton, Group, SimpleCell, Text, Title } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { replaceWith } from '../../shared/router/router';
import { Confirm } from '../../shared/ui/Confirm';
import { Inset } from '../../shared/ui/Inset';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { counted, HOUSES } from '../../shared/ui/words';

const AttachSheet = lazy(() => import('../../features/manage-service-bots/AttachSheet'));
const ServiceBotSheet = lazy(() => import('../../features/manage-service-bots/ServiceBotSheet'));

type Bot = Schemas['CatalogueBot'];

type Asks = 'attaching' | 'detaching' | 'change' | 'removal' | null;

interface PartProps {
  readonly bot: Bot;
  readonly onAsk: (asks: Asks) => void;
}

/** The bot itself, and what can be done with it. */
export const Itself = ({ bot }: { readonly bot: Bot }): ReactNode => {
  const [asks, setAsks] = useState<Asks>(null);
  const remove = useRemove(bot.group_id);
  const close = (): void => setAsks(null);
  return (
    <Group>
      <Facts bot={bot} />
      <Attaching bot={bot} onAsk={setAsks} />
      <Editing onAsk={setAsks} />
      <Suspense>
        {(asks === 'attaching' || asks === 'detaching') && (
          <AttachSheet bot={bot} isRemoval={asks === 'detaching'} onClose={close} />
        )}
        {asks === 'change' && <ServiceBotSheet bot={bot} onClose={close} onSaved={close} />}
      </Suspense>
      {asks === 'removal' && (
        <Confirm
          description="Удалить можно того, кто не подключён ни к одному дому."
          onClosed={close}
          onConfirm={() => remove.mutate()}
          title={`Удалить «${bot.name}»?`}
          verb="Удалить"
        />
      )}
    </Group>
  );
};

const Facts = ({ bot }: { readonly bot: Bot }): ReactNode => (
  <>
    <Inset>
      <Title Component="h2" level="2">
        {bot.name}
      </Title>
      <Text style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 4 }}>
        {[bot.does, bot.organization_name && `для домов: ${bot.organization_name}`]
          .filter(Boolean)
          .join('; ')}
      </Text>
    </Inset>
    <SimpleCell
      before={<Icon28LinkOutline />}
      href={bot.url}
      rel="noreferrer"
      subtitle={
        bot.houses_count ? `Подключён: ${counted(bot.houses_count, HOUSES)}` : 'Не подключён'
      }
      target="_blank"
    >
      {bot.url.replace('https://', '')}
    </SimpleCell>
  </>
);

const Attaching = ({ bot, onAsk }: PartProps): ReactNode => {
  const { may } = useWorkplace();
  if (!may('assign_people')) return null;
  return (
    <>
      <CellButton before={<Icon28AddSquareOutline />} onClick={() => onAsk('attaching')}>
        Подключить ко всем домам компании
      </CellButton>
      {bot.houses_count > 0 && (
        <CellButton before={<Icon28RemoveCircleOutline />} onClick={() => onAsk('detaching')}>
          Отключить от домов компании
        </CellButton>
      )}
    </>
  );
};

const Editing = ({ onAsk }: Pick<PartProps, 'onAsk'>): ReactNode => {
  const { may } = useWorkplace();
  if (!may('edit_service_bots')) return null;
  return (
    <>
      <CellButton before={<Icon28EditOutline />} onClick={() => onAsk('change')}>
        Изменить
      </CellButton>
      <CellButton
        appearance="negative"
        before={<Icon28DeleteOutline />}
        onClick={() => onAsk('removal')}
      >
        Удалить
      </CellButton>
    </>
  );
};

function useRemove(groupId: number) {
  const { id, path } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ask(
        api.DELETE('/api/v1/municipalities/{municipality_id}/service-bots/{group_id}', {
          params: { path: { municipality_id: id, group_id: groupId } },
        }),
      ),
    onSuccess: () => {
      show({ text: 'Бот удалён' });
      void client.invalidateQueries({ queryKey: keyOf(id, 'service-bots', 'list') });
      replaceWith(path('service-bots'));
    },
    onError,
  });
}
