import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { Field, fieldError } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Sheet } from '../../shared/ui/Sheet';
import { useWorkplace } from '../work-in-municipality/workplace';
import { KINDS } from './queries';
import { Inset } from '../../shared/ui/Inset';

type Organization = Schemas['Organization'];

export interface OrganizationSheetProps {
  /** What is changed; a new one without it. */
  readonly organization?: Organization;
  readonly onClose: () => void;
  readonly onSaved: (organization: Organization) => void;
}

/** Adds an organisation, or changes its kind and how its name is spelt. */
const OrganizationSheet = ({
  organization,
  onClose,
  onSaved,
}: OrganizationSheetProps): ReactNode => {
  const [name, setName] = useState(organization?.name ?? '');
  const [app, setApp] = useState(organization?.service_app_url ?? '');
  const [kind, setKind] = useState(organization?.kind ?? 'company');
  const save = useSave(organization?.id, onSaved);
  return (
    <Sheet isOpen onClose={onClose} title={organization ? 'Организация' : 'Новая организация'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ name: name.trim(), kind, service_app_url: app.trim() });
        }}
      >
        <Field
          autoFocus
          error={fieldError(save.error, 'name')}
          label="Название"
          onChange={setName}
          placeholder="ООО «Уютный дом»"
          value={name}
        />
        <FormItem htmlFor="kind" top="Кто это для домов">
          <Select
            id="kind"
            onChange={(_, chosen) => setKind(chosen as Organization['kind'])}
            options={[...KINDS]}
            value={kind}
          />
        </FormItem>
        <Field
          error={fieldError(save.error, 'service_app_url')}
          hint="Жильцы откроют его из меню «Сервисы дома»."
          label="Мини-приложение"
          onChange={setApp}
          placeholder="vk.com/app1234567"
          value={app}
        />
        <FormError error={save.error} />
        <Inset>
          <Button disabled={!name.trim()} loading={save.isPending} size="l" stretched type="submit">
            {organization ? 'Сохранить' : 'Добавить'}
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

function useSave(
  organizationId: string | undefined,
  onSaved: (organization: Organization) => void,
) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: Schemas['OrganizationAsk']) =>
      organizationId
        ? ask(
            api.PUT('/api/v1/municipalities/{municipality_id}/organizations/{organization_id}', {
              params: { path: { municipality_id: id, organization_id: organizationId } },
              body,
            }),
          )
        : ask(
            api.POST('/api/v1/municipalities/{municipality_id}/organizations', {
              params: {
                path: { municipality_id: id },
                header: { 'Idempotency-Key': idempotencyKey(body) },
              },
              body,
            }),
          ),
    onSuccess: (saved) => {
      done();
      onSaved(saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'organizations') }),
  });
}

export default OrganizationSheet;
