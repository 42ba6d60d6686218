import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { Field } from '../../shared/ui/fields';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { Sheet } from '../../shared/ui/Sheet';

interface TagsSheetProps {
  readonly details: Schemas['HouseDetails'];
  readonly onClose: () => void;
}

/** The municipality's own marks of a house, by which broadcasts choose whom they reach. */
const TagsSheet = ({ details: { house, tags }, onClose }: TagsSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const [text, setText] = useState(tags.join(', '));
  const save = useMutation({
    mutationFn: (wanted: readonly string[]) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/houses/tags', {
          params: { path: { municipality_id: id } },
          body: {
            house_ids: [house.id],
            add: wanted.filter((tag) => !tags.includes(tag)),
            remove: tags.filter((tag) => !wanted.includes(tag)),
          },
        }),
      ),
    onSuccess: () => {
      show({ text: 'Метки сохранены' });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'houses') }),
  });
  return (
    <Sheet isOpen onClose={onClose} title="Метки дома">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(tagsIn(text));
        }}
      >
        <Field
          autoFocus
          hint="Через запятую. По меткам можно выбирать дома для рассылки."
          label="Метки"
          onChange={setText}
          placeholder="аварийный, капремонт 2027"
          value={text}
        />
        <FormError error={save.error} />
        <Inset>
          <Button loading={save.isPending} size="l" stretched type="submit">
            Сохранить
          </Button>
        </Inset>
      </form>
    </Sheet>
  );
};

function tagsIn(text: string): string[] {
  const written = text.split(',').map((tag) => tag.trim().toLowerCase());
  return [...new Set(written)].filter(Boolean);
}

export default TagsSheet;
