import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, FormItem, FormStatus, Group } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { PersonField } from '../../features/find-person/PersonField';
import { HouseRow } from '../../features/list-houses/HouseRow';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { replaceWith } from '../../shared/router/router';
import { Field, fieldError, NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { useNotice } from '../../shared/ui/notices';
import { Screen } from '../../shared/ui/Screen';
import { useSettled } from '../../shared/ui/useSettled';
import { Inset } from '../../shared/ui/Inset';

type Check = Schemas['HouseCheck'];

/** Creates a house and its chat by hand; says at once if the house is there already. */
const NewHousePage = (): ReactNode => {
  const { path, may } = useWorkplace();
  const [house, setHouse] = useState({
    address: '',
    title: '',
    company: '',
    entrances: 0,
    apartments: 0,
  });
  const [administrator, setAdministrator] = useState<string | null>(null);
  const check = useAddressCheck(house.address);
  const create = useCreateHouse();
  const set = (change: Partial<typeof house>): void =>
    setHouse((before) => ({ ...before, ...change }));
  const isReady = check?.is_understood && !check.existing;
  return (
    <Screen backTo={path('houses')} title="Новый дом">
      <Group>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ ...house, administrator });
          }}
        >
          <AddressField
            check={check}
            error={fieldError(create.error, 'address')}
            onChange={(address) => set({ address })}
            value={house.address}
          />
          <Field
            error={fieldError(create.error, 'title')}
            hint="Если не заполнять, назовём по адресу."
            label="Название чата"
            onChange={(title) => set({ title })}
            placeholder={check?.title ?? ''}
            value={house.title}
          />
          <Field
            error={fieldError(create.error, 'company')}
            label="Управляющая компания"
            onChange={(company) => set({ company })}
            placeholder="Не указана"
            value={house.company}
          />
          <NumberField
            label="Подъездов"
            onChange={(entrances) => set({ entrances })}
            value={house.entrances}
          />
          <NumberField
            label="Квартир"
            onChange={(apartments) => set({ apartments })}
            value={house.apartments}
          />
          {may('find_people') && (
            <PersonField
              label="Администратор чата (можно назначить позже)"
              onFound={(found, reference) => setAdministrator(found ? reference : null)}
            />
          )}
          <FormError error={create.error} />
          <Inset>
            <Button disabled={!isReady} loading={create.isPending} size="l" stretched type="submit">
              Создать чат
            </Button>
          </Inset>
        </form>
      </Group>
    </Screen>
  );
};

interface AddressFieldProps {
  readonly value: string;
  readonly check: Check | undefined;
  readonly error: string;
  readonly onChange: (address: string) => void;
}

const AddressField = ({ value, check, error, onChange }: AddressFieldProps): ReactNode => (
  <>
    <Field
      autoFocus
      error={check?.is_understood === false ? check.message : error}
      hint={
        check?.is_understood
          ? `Понято так: ${check.address}`
          : 'Населённый пункт, улица и номер дома'
      }
      label="Адрес"
      onChange={onChange}
      placeholder="г. Екатеринбург, ул. Ленина, 5"
      value={value}
    />
    {check?.existing && <Duplicate check={check} existing={check.existing} />}
  </>
);

const Duplicate = ({
  check,
  existing,
}: {
  readonly check: Check;
  readonly existing: Schemas['HouseItem'];
}): ReactNode => (
  <div role="alert">
    <FormItem>
      <FormStatus mode="error" title={check.message} />
    </FormItem>
    <HouseRow house={existing} />
  </div>
);

/** How the API understands an address, once it is typed. */
function useAddressCheck(typed: string): Check | undefined {
  const { id } = useWorkplace();
  const address = useSettled(typed.trim());
  const { data } = useQuery({
    queryKey: keyOf(id, 'houses', 'check', address),
    queryFn: ({ signal }) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/check', {
          params: { path: { municipality_id: id } },
          body: { address },
          signal,
        }),
      ),
    enabled: address.length > 3,
  });
  return address === typed.trim() ? data : undefined;
}

function useCreateHouse() {
  const { id, path } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: Schemas['HouseAsk']) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: ({ house }) => {
      done();
      show({ text: 'Дом добавлен, чат создаётся' });
      replaceWith(path('houses', house.id));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'houses') }),
  });
}

export default NewHousePage;
