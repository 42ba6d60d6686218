import { useMutation } from '@tanstack/react-query';
import { Button, FormItem, SimpleCell, Text, Textarea } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask } from '../../shared/api/client';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { counted, HOUSES, ROWS } from '../../shared/ui/words';
import type { PartSheetProps } from './AudienceCard';

/** Addresses pasted from a sheet; says which lines name no house. */
const ListSheet = ({ onAdd, onClose }: PartSheetProps): ReactNode => {
  const field = useId();
  const [text, setText] = useState('');
  const { mutate: read, data: found, reset, isPending, error } = useList();
  return (
    <Sheet isOpen onClose={onClose} title="Список из таблицы">
      {found ? (
        <>
          <Inset>
            <Text>
              Нашли {counted(found.houses, HOUSES)}.
              {found.repeats > 0 && ` Повторы не считали: ${counted(found.repeats, ROWS)}.`}
              {found.unusable_count > 0 &&
                ` Не поняли ${counted(found.unusable_count, ['строку', 'строки', 'строк'])}:`}
            </Text>
          </Inset>
          {found.unusable.map(({ number, text: line, reason }) => (
            <SimpleCell key={number} multiline subtitle={reason}>
              {number}. {line}
            </SimpleCell>
          ))}
          <Inset>
            <Button
              disabled={found.houses === 0}
              onClick={() => onAdd({ ask: { list_id: found.id }, count: found.houses })}
              size="l"
              stretched
            >
              Добавить {counted(found.houses, HOUSES)}
            </Button>
          </Inset>
          <Inset>
            <Button mode="secondary" onClick={reset} size="l" stretched>
              Исправить список
            </Button>
          </Inset>
        </>
      ) : (
        <>
          <FormItem
            bottom="По одному адресу в строке. Другие столбцы не мешают."
            htmlFor={field}
            top="Скопируйте столбец с адресами из таблицы и вставьте сюда"
          >
            <Textarea
              id={field}
              onChange={({ target }) => setText(target.value)}
              placeholder={'ул. Ленина, 5\nул. Ленина, 7'}
              rows={8}
              value={text}
            />
          </FormItem>
          <FormError error={error} />
          <Inset>
            <Button
              disabled={!text.trim()}
              loading={isPending}
              onClick={() => read(text)}
              size="l"
              stretched
            >
              Найти дома
            </Button>
          </Inset>
        </>
      )}
    </Sheet>
  );
};

function useList() {
  const { id } = useWorkplace();
  const { keyOf } = useIdempotencyKey();
  return useMutation({
    mutationFn: (text: string) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/house-lists', {
          params: { path: { municipality_id: id }, header: { 'Idempotency-Key': keyOf(text) } },
          body: { text },
        }),
      ),
  });
}

export default ListSheet;
