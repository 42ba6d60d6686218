import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Icon28DeleteOutline } from '@vkontakte/icons';
import { Button, CellButton } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { PersonCell } from '../../shared/ui/PersonCell';
import { Sheet } from '../../shared/ui/Sheet';
import { counted, HOUSES } from '../../shared/ui/words';
import { LooksAfterField } from './LooksAfterField';

type Representative = Schemas['Representative'];

interface RepresentativeSheetProps {
  readonly representative: Representative;
  readonly onClose: () => void;
  readonly onRemove: () => void;
}

/** One representative: which houses they look after, or that they represent nobody any more. */
const RepresentativeSheet = ({
  representative,
  onClose,
  onRemove,
}: RepresentativeSheetProps): ReactNode => {
  const { person, houses_count: houses } = representative;
  const [looksAfter, setLooksAfter] = useState(representative.looks_after);
  const save = useSave(representative, onClose);
  return (
    <Sheet isOpen onClose={onClose} title="Представитель">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(looksAfter);
        }}
      >
        <PersonCell
          name={person.name}
          photoUrl={person.photo_url}
          subtitle={`Сейчас: ${counted(houses, HOUSES)}`}
          vkId={person.vk_id}
        />
        <LooksAfterField onChange={setLooksAfter} value={looksAfter} />
        <FormError error={save.error} />
        <Inset>
          <Button loading={save.isPending} size="l" stretched type="submit">
            Сохранить
          </Button>
        </Inset>
      </form>
      <CellButton appearance="negative" before={<Icon28DeleteOutline />} onClick={onRemove}>
        Убрать
      </CellButton>
    </Sheet>
  );
};

function useSave({ person, organization_id: organizationId }: Representative, onDone: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  return useMutation({
    mutationFn: (looksAfter: Schemas['LooksAfter']) =>
      ask(
        api.PUT(
          '/api/v1/municipalities/{municipality_id}/organizations/{organization_id}/representatives/{vk_id}',
          {
            params: {
              path: {
                municipality_id: id,
                organization_id: organizationId,
                vk_id: person.vk_id,
              },
            },
            body: { looks_after: looksAfter },
          },
        ),
      ),
    onSuccess: () => {
      show({ text: 'Сохранено' });
      onDone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'organizations') }),
  });
}

export default RepresentativeSheet;
