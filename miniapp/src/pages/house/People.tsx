import { Icon28CancelCircleOutline, Icon28UserAddOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, IconButton } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import { PersonSheet } from '../../features/find-person/PersonSheet';
import type { Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { PersonCell } from '../../shared/ui/PersonCell';

interface Removal {
  readonly name: string;
  readonly remove: () => void;
}

/** The chat's administrator and the officials attached to the house. */
export const People = ({ details }: { readonly details: Schemas['HouseDetails'] }): ReactNode => {
  const { house, officials, may_assign: mayAssign } = details;
  const [adding, setAdding] = useState<'administrator' | 'official' | null>(null);
  const [removal, setRemoval] = useState<Removal | null>(null);
  const assign = useAssign([house.id], () => setAdding(null));
  const { administrator } = house;
  const removeButton = (asked: Removal): ReactNode =>
    mayAssign && (
      <IconButton aria-label={`Убрать: ${asked.name}`} onClick={() => setRemoval(asked)}>
        <Icon28CancelCircleOutline />
      </IconButton>
    );
  return (
    <>
      <Group header={<Header>Администратор чата</Header>}>
        {administrator && (
          <PersonCell
            after={removeButton({
              name: administrator.name,
              remove: () =>
                assign.mutate({
                  change: { remove_administrator: true },
                  done: 'Администратор убран',
                }),
            })}
            name={administrator.name}
            photoUrl={administrator.photo_url}
            subtitle={administrator.state_title}
            vkId={administrator.vk_id}
          />
        )}
        {mayAssign && (
          <CellButton before={<Icon28UserAddOutline />} onClick={() => setAdding('administrator')}>
            {administrator ? 'Сменить администратора' : 'Назначить администратора'}
          </CellButton>
        )}
      </Group>
      <Group
        header={
          <Header indicator={officials.length || undefined}>Официальные представители</Header>
        }
      >
        {officials.map((person) => (
          <PersonCell
            after={removeButton({
              name: person.name,
              remove: () =>
                assign.mutate({
                  change: { remove_officials: [person.vk_id] },
                  done: 'Представитель откреплён',
                }),
            })}
            key={person.vk_id}
            name={person.name}
            photoUrl={person.photo_url}
            vkId={person.vk_id}
          />
        ))}
        {mayAssign && (
          <CellButton before={<Icon28UserAddOutline />} onClick={() => setAdding('official')}>
            Прикрепить представителя
          </CellButton>
        )}
      </Group>
      <PersonSheet
        isBusy={assign.isPending}
        isOpen={adding !== null}
        onChosen={(reference) =>
          assign.mutate(
            adding === 'official'
              ? { change: { add_officials: [reference] }, done: 'Представитель прикреплён' }
              : { change: { administrator: reference }, done: 'Администратор назначен' },
          )
        }
        onClose={() => setAdding(null)}
        title={adding === 'official' ? 'Представитель дома' : 'Администратор чата'}
        verb={adding === 'official' ? 'Прикрепить' : 'Назначить'}
      />
      {removal && (
        <Confirm
          description="В самом чате человек останется, пока не выйдет сам."
          onClosed={() => setRemoval(null)}
          onConfirm={removal.remove}
          title={`Убрать: ${removal.name}?`}
          verb="Убрать"
        />
      )}
    </>
  );
};
