import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Icon28CancelCircleOutline, Icon28LinkCircleOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, SimpleCell } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { inDigits, moment } from '../../shared/ui/words';
import { type Open311, open311Query } from './queries';

const ServerSheet = lazy(() => import('./ServerSheet'));

export interface ServerProps {
  readonly organizationId: string;
  readonly exchange: Open311;
}

/** The system that the organisation's complaints go to. */
export const Server = ({ organizationId, exchange: { server } }: ServerProps): ReactNode => {
  const { may } = useWorkplace();
  const [asks, setAsks] = useState<'change' | 'removal' | null>(null);
  const disconnect = useDisconnect(organizationId);
  const mayEdit = may('edit_settings');
  const isOn = Boolean(server?.is_on);
  return (
    <Group
      header={
        <Header subtitle="Жалобы уходят в систему организации, а её ответы приходят жителям. Имя жителя туда не передаём.">
          Передача жалоб
        </Header>
      }
    >
      {server?.is_on ? <Connected server={server} /> : <NotConnected />}
      {mayEdit && (
        <CellButton before={<Icon28LinkCircleOutline />} onClick={() => setAsks('change')}>
          {isOn ? 'Изменить связь' : 'Связать с системой'}
        </CellButton>
      )}
      {mayEdit && isOn && (
        <CellButton
          appearance="negative"
          before={<Icon28CancelCircleOutline />}
          onClick={() => setAsks('removal')}
        >
          Отключить
        </CellButton>
      )}
      <Suspense>
        {asks === 'change' && (
          <ServerSheet
            onClose={() => setAsks(null)}
            organizationId={organizationId}
            server={server}
          />
        )}
      </Suspense>
      {asks === 'removal' && (
        <Confirm
          description="Новые жалобы туда не уйдут, а о тех, что ещё не переданы, узнают сотрудники."
          onClosed={() => setAsks(null)}
          onConfirm={() => disconnect.mutate()}
          title="Отключить систему?"
          verb="Отключить"
        />
      )}
    </Group>
  );
};

const Connected = ({ server }: { readonly server: Schemas['Open311Server'] }): ReactNode => (
  <>
    <SimpleCell multiline subtitle="Адрес">
      <span style={{ overflowWrap: 'anywhere' }}>{server.url}</span>
    </SimpleCell>
    <SimpleCell multiline subtitle={`Связь настроена ${moment(server.set_at)}`}>
      Ждут передачи: {inDigits(server.waiting)}, у организации: {inDigits(server.handed)}
    </SimpleCell>
    {server.failed > 0 && (
      <SimpleCell multiline subtitle="Сотрудники получили о них сообщения.">
        Система не приняла: {inDigits(server.failed)}
      </SimpleCell>
    )}
  </>
);

const NotConnected = (): ReactNode => (
  <SimpleCell multiline subtitle="Представители отвечают на жалобы в сообщениях и здесь.">
    Своей системы нет
  </SimpleCell>
);

function useDisconnect(organizationId: string) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ask(
        api.DELETE(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/open311/server',
          { params: { path: { municipality_id: id, organization_id: organizationId } } },
        ),
      ),
    onSuccess: (exchange) => {
      client.setQueryData(open311Query(id, organizationId).queryKey, exchange);
      show({ text: 'Система отключена' });
    },
    onError,
  });
}
