import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Icon28BuildingOutline,
  Icon28DeleteOutline,
  Icon28EditOutline,
  Icon28LinkCircleOutline,
} from '@vkontakte/icons';
import { CellButton, Group, Text, Title } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { narrowHouses } from '../../features/list-houses/useHouseFilter';
import { organizationQuery } from '../../features/manage-organizations/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { goTo, type Params, replaceWith } from '../../shared/router/router';
import { Confirm } from '../../shared/ui/Confirm';
import { Loaded } from '../../shared/ui/Loaded';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { Screen } from '../../shared/ui/Screen';
import { counted, HOUSES } from '../../shared/ui/words';
import { Representatives } from './Representatives';
import { Inset } from '../../shared/ui/Inset';

const OrganizationSheet = lazy(
  () => import('../../features/manage-organizations/OrganizationSheet'),
);

type Organization = Schemas['Organization'];

/** An organisation and the people who represent it. */
const OrganizationPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const organization = useQuery(organizationQuery(id, params.organization ?? ''));
  return (
    <Screen backTo={path('organizations')} title="Организация">
      <Loaded query={organization}>
        {(found) => (
          <>
            <Itself organization={found} />
            <Representatives organizationId={found.id} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const Itself = ({ organization }: { readonly organization: Organization }): ReactNode => {
  const { may, path } = useWorkplace();
  const [asks, setAsks] = useState<'change' | 'removal' | null>(null);
  const remove = useRemoveOrganization(organization.id);
  return (
    <Group>
      <Inset>
        <Title Component="h2" level="2">
          {organization.name}
        </Title>
        <Text style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 4 }}>
          {organization.kind_title}
        </Text>
      </Inset>
      {organization.houses_count > 0 && (
        <CellButton
          before={<Icon28BuildingOutline />}
          onClick={() => {
            narrowHouses({ organization_id: organization.id });
            goTo(path('houses'));
          }}
        >
          Управляет: {counted(organization.houses_count, HOUSES)}
        </CellButton>
      )}
      {may('see_settings') && (
        <CellButton
          before={<Icon28LinkCircleOutline />}
          onClick={() => goTo(path('organizations', organization.id, 'open311'))}
        >
          Система организации (Open311)
        </CellButton>
      )}
      {may('edit_organizations') && (
        <>
          <CellButton before={<Icon28EditOutline />} onClick={() => setAsks('change')}>
            Изменить
          </CellButton>
          <CellButton
            appearance="negative"
            before={<Icon28DeleteOutline />}
            onClick={() => setAsks('removal')}
          >
            Удалить
          </CellButton>
        </>
      )}
      <Suspense>
        {asks === 'change' && (
          <OrganizationSheet
            onClose={() => setAsks(null)}
            onSaved={() => setAsks(null)}
            organization={organization}
          />
        )}
      </Suspense>
      {asks === 'removal' && (
        <Confirm
          description="Удалить можно ту, у которой нет домов и представителей."
          onClosed={() => setAsks(null)}
          onConfirm={() => remove.mutate()}
          title={`Удалить «${organization.name}»?`}
          verb="Удалить"
        />
      )}
    </Group>
  );
};

function useRemoveOrganization(organizationId: string) {
  const { id, path } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ask(
        api.DELETE('/api/v1/municipalities/{municipality_id}/organizations/{organization_id}', {
          params: { path: { municipality_id: id, organization_id: organizationId } },
        }),
      ),
    onSuccess: () => {
      show({ text: 'Организация удалена' });
      void client.invalidateQueries({ queryKey: keyOf(id, 'organizations', 'list') });
      replaceWith(path('organizations'));
    },
    onError,
  });
}

export default OrganizationPage;
