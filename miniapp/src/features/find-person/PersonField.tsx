import { useQuery } from '@tanstack/react-query';
import { FormItem, Input, Spinner } from '@vkontakte/vkui';
import { type ReactNode, useEffect, useEffectEvent, useId, useState } from 'react';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { FormError } from '../../shared/ui/FormError';
import { PersonCell } from '../../shared/ui/PersonCell';
import { useSettled } from '../../shared/ui/useSettled';
import { useWorkplace } from '../work-in-municipality/workplace';

type Found = Schemas['FoundPerson'];

export interface PersonFieldProps {
  readonly label: string;
  /** Called with whoever was found, and with null once they no longer are what the field says. */
  readonly onFound: (found: Found | null, reference: string) => void;
  /** Called with a phone, and with nothing once the field holds none; without it phones are not taken. */
  readonly onPhone?: (phone: string) => void;
  readonly autoFocus?: boolean;
}

// Ten digits at least, with what people write between them.
const PHONE = /^\+?(?:[\s()-]*\d){10,12}$/;

function hintOf(phone: string, takesPhones: boolean): string {
  if (phone) return 'Отправим SMS со ссылкой на бота. Номер сотрём, когда он будет не нужен.';
  const example = 'Например: vk.com/durov, @durov или 1';
  return takesPhones ? `${example}. Нет страницы ВКонтакте? Укажите мобильный телефон` : example;
}

/** A field for a VK link, an @name or an id, which shows with name and photo who that is. */
export const PersonField = ({
  label,
  onFound,
  onPhone,
  autoFocus,
}: PersonFieldProps): ReactNode => {
  const field = useId();
  const [text, setText] = useState('');
  const reference = useSettled(text.trim());
  const phone = usePhone(text.trim(), onPhone);
  const person = usePerson(phone ? '' : reference);
  const isCurrent = reference === text.trim() && !phone;
  const found = isCurrent ? person.data : undefined;
  const tell = useEffectEvent(() => onFound(found ?? null, reference));
  useEffect(() => tell(), [found]);
  return (
    <>
      <FormItem bottom={hintOf(phone, Boolean(onPhone))} htmlFor={field} top={label}>
        <Input
          after={person.isFetching && <Spinner size="s">Ищем</Spinner>}
          autoCapitalize="none"
          autoComplete="off"
          autoFocus={autoFocus}
          id={field}
          onChange={({ target }) => setText(target.value)}
          placeholder={onPhone ? 'Ссылка ВКонтакте или телефон' : 'Ссылка ВКонтакте, @имя или id'}
          spellCheck={false}
          value={text}
        />
      </FormItem>
      {found && <FoundCell found={found} />}
      {isCurrent && <FormError error={person.error} />}
    </>
  );
};

/** Who is behind a reference; nobody is asked for an empty one. */
function usePerson(reference: string) {
  const { id } = useWorkplace();
  return useQuery({
    queryKey: keyOf(id, 'people', reference),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/people', {
          params: { path: { municipality_id: id }, query: { reference } },
          signal,
        }),
      ),
    enabled: reference !== '',
  });
}

/** The phone that is typed, where phones are taken; else empty. */
function usePhone(typed: string, onPhone: PersonFieldProps['onPhone']): string {
  const phone = onPhone && PHONE.test(typed) ? typed : '';
  const tell = useEffectEvent(() => onPhone?.(phone));
  useEffect(() => tell(), [phone]);
  return phone;
}

const FoundCell = ({
  found: { person, screen_name: name, roles },
}: {
  readonly found: Found;
}): ReactNode => (
  <PersonCell
    name={person.name}
    photoUrl={person.photo_url}
    subtitle={
      roles.map(({ title }) => title).join(', ') || (name ? `@${name}` : `id${person.vk_id}`)
    }
  />
);
