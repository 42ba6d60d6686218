import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  Icon24Cancel,
  Icon24CopyOutline,
  Icon28AddCircleOutline,
  Icon28KeyOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Header, IconButton, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useCopy } from '../../shared/ui/useCopy';
import { moment } from '../../shared/ui/words';
import { type Open311, open311Query } from './queries';

const KEYS =
  '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/open311/keys';

export interface KeysProps {
  readonly organizationId: string;
  readonly exchange: Open311;
}

type Key = Schemas['Open311Key'];

/** The keys with which the organisation's system comes here. */
export const Keys = ({ organizationId, exchange }: KeysProps): ReactNode => {
  const { may } = useWorkplace();
  const copy = useCopy();
  const [text, setText] = useState('');
  const [revoked, setRevoked] = useState<Key | null>(null);
  const { make, revoke } = useKeys(organizationId, setText);
  const mayEdit = may('edit_settings');
  return (
    <Group
      header={
        <Header subtitle="С ключом система читает жалобы своей организации и регистрирует новые.">
          Доступ системы к нам
        </Header>
      }
    >
      <Copied label="Адрес" onCopy={copy} value={exchange.endpoint} />
      <Copied label="jurisdiction_id" onCopy={copy} value={exchange.jurisdiction_id} />
      {text && <Copied label="Новый ключ: больше мы его не покажем" onCopy={copy} value={text} />}
      {exchange.keys.map((key) => (
        <SimpleCell
          after={
            mayEdit &&
            !key.revoked_at && (
              <IconButton label={`Отозвать ключ …${key.ending}`} onClick={() => setRevoked(key)}>
                <Icon24Cancel />
              </IconButton>
            )
          }
          before={<Icon28KeyOutline />}
          key={key.id}
          subtitle={`${key.made_by}, ${moment(key.made_at)}`}
        >
          {key.revoked_at ? `Отозван: …${key.ending}` : `Ключ …${key.ending}`}
        </SimpleCell>
      ))}
      {mayEdit && (
        <CellButton
          before={<Icon28AddCircleOutline />}
          disabled={make.isPending}
          onClick={() => make.mutate()}
        >
          Создать ключ
        </CellButton>
      )}
      {revoked && (
        <Confirm
          description="Система с этим ключом сразу потеряет доступ."
          onClosed={() => setRevoked(null)}
          onConfirm={() => revoke.mutate(revoked.id)}
          title={`Отозвать ключ …${revoked.ending}?`}
          verb="Отозвать"
        />
      )}
    </Group>
  );
};

interface CopiedProps {
  readonly label: string;
  readonly value: string;
  readonly onCopy: (text: string, said: string) => void;
}

const Copied = ({ label, value, onCopy }: CopiedProps): ReactNode => (
  <SimpleCell
    after={
      <IconButton label={`Скопировать: ${label}`} onClick={() => onCopy(value, 'Скопировано')}>
        <Icon24CopyOutline />
      </IconButton>
    }
    multiline
    subtitle={label}
  >
    <span style={{ overflowWrap: 'anywhere' }}>{value}</span>
  </SimpleCell>
);

function useKeys(organizationId: string, onMade: (text: string) => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  const path = { municipality_id: id, organization_id: organizationId };
  const { queryKey } = open311Query(id, organizationId);
  const make = useMutation({
    mutationFn: () => ask(api.POST(KEYS, { params: { path } })),
    onSuccess: ({ text }) => {
      onMade(text);
      void client.invalidateQueries({ queryKey });
    },
    onError,
  });
  const revoke = useMutation({
    mutationFn: (keyId: string) =>
      ask(api.DELETE(`${KEYS}/{key_id}`, { params: { path: { ...path, key_id: keyId } } })),
    onSuccess: (exchange) => {
      client.setQueryData(queryKey, exchange);
      show({ text: 'Ключ отозван' });
    },
    onError,
  });
  return { make, revoke };
}
