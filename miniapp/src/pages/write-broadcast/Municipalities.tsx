import { Checkbox, FormItem, Group, Header, Link } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';

export interface MunicipalitiesProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** For officers of a region: to which other municipalities the message goes too. */
export const Municipalities = ({ chosen, onChange }: MunicipalitiesProps): ReactNode => {
  const { name, region, neighbours } = useWorkplace();
  if (neighbours.length === 0) return null;
  const isAll = chosen.length === neighbours.length;
  return (
    <Group
      description="Там сообщение получат дома, которые подходят под тот же выбор."
      header={
        <Header
          after={
            <Link
              Component="button"
              onClick={() => onChange(isAll ? [] : neighbours.map(({ id }) => id))}
              type="button"
            >
              {isAll ? `Только ${name}` : 'Весь регион'}
            </Link>
          }
          subtitle={region}
        >
          Другие муниципалитеты
        </Header>
      }
    >
      <FormItem>
        {neighbours.map(({ id, name: title }) => (
          <Checkbox
            checked={chosen.includes(id)}
            key={id}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
            }
          >
            {title}
          </Checkbox>
        ))}
      </FormItem>
    </Group>
  );
};
