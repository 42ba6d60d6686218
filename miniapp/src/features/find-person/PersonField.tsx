import { useQuery } from '@tanstack/react-query';
import { FormItem, Input, Spinner } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

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
  readonly autoFocus?: boolean;
}

/** A field for a VK link, an @name or an id, which shows with name and photo who that is. */
export const PersonField = ({ label, onFound, autoFocus }: PersonFieldProps): ReactNode => {
  const { id } = useWorkplace();
  const field = useId();
  const [text, setText] = useState('');
  const reference = useSettled(text.trim());
  const person = useQuery({
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
  const isCurrent = reference === text.trim();
  const found = isCurrent ? person.data : undefined;
  const [told, setTold] = useState<Found>();
  if (told !== found) {
    setTold(found);
    onFound(found ?? null, reference);
  }
  return (
    <>
      <FormItem bottom="Например: vk.com/durov, @durov или 1" htmlFor={field} top={label}>
        <Input
          after={person.isFetching && <Spinner size="s">Ищем</Spinner>}
          autoCapitalize="none"
          autoComplete="off"
          autoFocus={autoFocus}
          id={field}
          onChange={({ target }) => setText(target.value)}
          placeholder="Ссылка ВКонтакте, @имя или id"
          spellCheck={false}
          value={text}
        />
      </FormItem>
      {found && <FoundCell found={found} />}
      {isCurrent && <FormError error={person.error} />}
    </>
  );
};

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
