import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { houseQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { Field, fieldError, NumberField } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { useNotice } from '../../shared/ui/notices';
import { Sheet } from '../../shared/ui/Sheet';
import { Inset } from '../../shared/ui/Inset';

interface EditSheetProps {
  readonly details: Schemas['HouseDetails'];
  readonly onClose: () => void;
}

/** Changes what is known about a house; a new title renames its chat. */
const EditSheet = ({ details, onClose }: EditSheetProps): ReactNode => {
  const { house, entrances } = details;
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const [title, setTitle] = useState(house.title);
  const [company, setCompany] = useState(house.company);
  const [entranceCount, setEntranceCount] = useState(entrances);
  const [apartments, setApartments] = useState(house.apartments);
  const save = useMutation({
    mutationFn: (body: Schemas['HouseChangeAsk']) =>
      ask(
        api.PATCH('/api/v1/municipalities/{municipality_id}/houses/{house_id}', {
          params: { path: { municipality_id: id, house_id: house.id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(houseQuery(id, house.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: keyOf(id, 'houses') });
      show({ text: 'Сохранено' });
      onClose();
    },
  });
  return (
    <Sheet isOpen onClose={onClose} title="О доме">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            title: title === house.title ? null : title,
            company: company === house.company ? null : company,
            entrances: entranceCount === entrances ? null : entranceCount,
            apartments: apartments === house.apartments ? null : apartments,
          });
        }}
      >
        <Field
          error={fieldError(save.error, 'title')}
          hint="Чат переименуется сразу."
          label="Название чата"
          onChange={setTitle}
          value={title}
        />
        <Field
          error={fieldError(save.error, 'company')}
          label="Управляющая компания"
          onChange={setCompany}
          value={company}
        />
        <NumberField label="Подъездов" onChange={setEntranceCount} value={entranceCount} />
        <NumberField label="Квартир" onChange={setApartments} value={apartments} />
        <FormError error={save.error} />
        <Inset>
          <Button
            disabled={!title.trim()}
            loading={save.isPending}
            size="l"
            stretched
            type="submit"
          >
            Сохранить
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

export default EditSheet;
