import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Part } from '../../features/send-broadcasts/audience';
import { groupsQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask } from '../../shared/api/client';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { Field, fieldError } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { Sheet } from '../../shared/ui/Sheet';

interface SaveGroupSheetProps {
  readonly audience: readonly Part[];
  readonly onClose: () => void;
}

/** Keeps what is chosen under a name, for the next time. */
const SaveGroupSheet = ({ audience, onClose }: SaveGroupSheetProps): ReactNode => {
  const [name, setName] = useState('');
  const save = useSave(audience, onClose);
  return (
    <Sheet isOpen onClose={onClose} title="Новая группа домов">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(name.trim());
        }}
      >
        <Field
          autoFocus
          error={fieldError(save.error, 'name')}
          hint="Группа появится и у ваших коллег."
          label="Название группы"
          onChange={setName}
          placeholder="Дома у реки"
          value={name}
        />
        <FormError error={save.error} />
        <Inset>
          <Button disabled={!name.trim()} loading={save.isPending} size="l" stretched type="submit">
            Сохранить группу
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

function useSave(audience: readonly Part[], onClose: () => void) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const { keyOf } = useIdempotencyKey();
  return useMutation({
    mutationFn: (name: string) => {
      const body = { name, audience: audience.map(({ ask: part }) => part) };
      return ask(
        api.POST('/api/v1/municipalities/{municipality_id}/house-groups', {
          params: { path: { municipality_id: id }, header: { 'Idempotency-Key': keyOf(body) } },
          body,
        }),
      );
    },
    onSuccess: ({ name }) => {
      show({ text: `Группа «${name}» сохранена` });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: groupsQuery(id).queryKey }),
  });
}

export default SaveGroupSheet;
