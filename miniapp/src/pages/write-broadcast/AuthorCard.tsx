import { FormItem, Group, Header, Select } from '@vkontakte/vkui';
import { type ReactNode, useId } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Field } from '../../shared/ui/fields';

type Author = Composition['author'];

export interface AuthorCardProps {
  readonly author: Author;
  readonly onChange: (author: Author) => void;
  readonly organizations: readonly Schemas['FilterChoice'][];
}

/** Who speaks: it stands in the message's heading. Representatives speak in their own name. */
export const AuthorCard = ({ author, onChange, organizations }: AuthorCardProps): ReactNode => {
  const { name, may } = useWorkplace();
  const field = useId();
  const speaksForAll = may('see_organizations');
  return (
    <Group
      description={
        speaksForAll
          ? 'Жители увидят это над сообщением. Имя и должность можно не указывать.'
          : 'Над сообщением будут организация, ваше имя и должность.'
      }
      header={<Header>От кого</Header>}
    >
      <FormItem htmlFor={field} top="Организация">
        <Select
          id={field}
          onChange={(_, chosen) => onChange({ ...author, organization_id: String(chosen ?? '') })}
          options={[
            { value: '', label: speaksForAll ? name : 'Без организации' },
            ...organizations.map(({ value, title }) => ({ value, label: title })),
          ]}
          searchable={organizations.length > 10}
          value={author.organization_id}
        />
      </FormItem>
      {speaksForAll && (
        <Field
          label="Имя"
          onChange={(typed) => onChange({ ...author, name: typed })}
          placeholder="Иван Петров"
          value={author.name}
        />
      )}
      <Field
        label="Должность"
        onChange={(typed) => onChange({ ...author, post: typed })}
        placeholder="главный инженер"
        value={author.post}
      />
    </Group>
  );
};
