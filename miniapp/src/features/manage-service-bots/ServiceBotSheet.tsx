import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { Field, fieldError } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { houseFiltersQuery } from '../list-houses/queries';
import { useWorkplace } from '../work-in-municipality/workplace';

type Bot = Schemas['CatalogueBot'];
type Said = Required<Schemas['ServiceBotAsk']>;

export interface ServiceBotSheetProps {
  /** What is changed; a new one without it. */
  readonly bot?: Bot;
  readonly onClose: () => void;
  readonly onSaved: (bot: Bot) => void;
}

const NEW: Said = { reference: '', name: '', does: '', organization_id: '' };

/** Adds a bot to the catalogue, or changes what is said of it. */
const ServiceBotSheet = ({ bot, onClose, onSaved }: ServiceBotSheetProps): ReactNode => {
  const [said, setSaid] = useState<Said>(bot ? saidOf(bot) : NEW);
  const save = useSave(bot?.group_id, onSaved);
  const isComplete = Boolean((bot ? said.name : said.reference).trim());
  return (
    <Sheet isOpen onClose={onClose} title={bot ? 'Сервисный бот' : 'Новый сервисный бот'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(trimmed(said));
        }}
      >
        {!bot && (
          <Field
            autoFocus
            error={fieldError(save.error, 'reference')}
            label="Сообщество бота"
            onChange={(reference) => setSaid({ ...said, reference })}
            placeholder="vk.com/club1"
            value={said.reference}
          />
        )}
        <WhatIsSaid error={save.error} isNew={!bot} onChange={setSaid} said={said} />
        <FormError error={save.error} />
        <Inset>
          <Button disabled={!isComplete} loading={save.isPending} size="l" stretched type="submit">
            {bot ? 'Сохранить' : 'Добавить'}
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

interface WhatIsSaidProps {
  readonly said: Said;
  readonly isNew: boolean;
  readonly error: unknown;
  readonly onChange: (said: Said) => void;
}

const WhatIsSaid = ({ said, isNew, error, onChange }: WhatIsSaidProps): ReactNode => {
  const { id } = useWorkplace();
  const { data } = useQuery(houseFiltersQuery(id));
  const organizations = data?.organizations ?? [];
  return (
    <>
      <Field
        error={fieldError(error, 'name')}
        hint={isNew && 'Если не указать, возьмём название сообщества.'}
        label="Название"
        onChange={(name) => onChange({ ...said, name })}
        placeholder="Заявки"
        value={said.name}
      />
      <Field
        error={fieldError(error, 'does')}
        hint="Жильцы увидят это в меню «Сервисы дома»."
        label="Что делает"
        onChange={(does) => onChange({ ...said, does })}
        placeholder="принимает заявки и говорит, когда придёт мастер"
        value={said.does}
      />
      <FormItem htmlFor="organization" top="Для домов организации">
        <Select
          id="organization"
          onChange={(_, chosen) => onChange({ ...said, organization_id: String(chosen ?? '') })}
          options={[
            { value: '', label: 'Для всех домов' },
            ...organizations.map(({ value, title }) => ({ value, label: title })),
          ]}
          value={said.organization_id}
        />
      </FormItem>
    </>
  );
};

function saidOf(bot: Bot): Said {
  const { name, does, organization_id: organization } = bot;
  return { reference: '', name, does, organization_id: organization ?? '' };
}

function trimmed({ reference, name, does, organization_id }: Said): Said {
  return { reference: reference.trim(), name: name.trim(), does: does.trim(), organization_id };
}

function useSave(groupId: number | undefined, onSaved: (bot: Bot) => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: ({ reference, ...said }: Said) =>
      groupId
        ? ask(
            api.PUT('/api/v1/municipalities/{municipality_id}/service-bots/{group_id}', {
              params: { path: { municipality_id: id, group_id: groupId } },
              body: said,
            }),
          )
        : ask(
            api.POST('/api/v1/municipalities/{municipality_id}/service-bots', {
              params: {
                path: { municipality_id: id },
                header: { 'Idempotency-Key': idempotencyKey({ reference, ...said }) },
              },
              body: { reference, ...said },
            }),
          ),
    onSuccess: (saved) => {
      done();
      onSaved(saved);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'service-bots') }),
  });
}

export default ServiceBotSheet;
