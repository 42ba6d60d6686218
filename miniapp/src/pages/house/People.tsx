import { Icon28CancelCircleOutline, Icon28UserAddOutline } from '@vkontakte/icons';
import { useQuery } from '@tanstack/react-query';
import { CellButton, Group, Header, IconButton } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import { onboardingQuery } from '../../features/lead-administrator/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { PersonSheet } from '../../features/find-person/PersonSheet';
import type { Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { PersonCell } from '../../shared/ui/PersonCell';
import { LoadingRows } from '../../shared/ui/states';

const Leading = lazy(() => import('../../features/lead-administrator/Leading'));

type Details = Schemas['HouseDetails'];

interface Removal {
  readonly name: string;
  readonly remove: () => void;
}

interface PartProps {
  readonly details: Details;
  readonly onAdd: () => void;
  readonly onRemove: (asked: Removal) => void;
}

/** The chat's administrator and the officials attached to the house. */
export const People = ({ details }: { readonly details: Details }): ReactNode => {
  const [adding, setAdding] = useState<'administrator' | 'official' | null>(null);
  const [removal, setRemoval] = useState<Removal | null>(null);
  const assign = useAssign([details.house.id], () => setAdding(null));
  const name = (administrator: string): void =>
    assign.mutate({ change: { administrator }, done: 'Администратор назначен' });
  return (
    <>
      <Administrator
        details={details}
        onAdd={() => setAdding('administrator')}
        onRemove={setRemoval}
      />
      <Officials details={details} onAdd={() => setAdding('official')} onRemove={setRemoval} />
      <PersonSheet
        isBusy={assign.isPending}
        isOpen={adding === 'administrator'}
        onChosen={name}
        onClose={() => setAdding(null)}
        onPhone={name}
        title="Администратор чата"
        verb="Назначить"
      />
      <PersonSheet
        isBusy={assign.isPending}
        isOpen={adding === 'official'}
        onChosen={(reference) =>
          assign.mutate({
            change: { add_officials: [reference] },
            done: 'Представитель прикреплён',
          })
        }
        onClose={() => setAdding(null)}
        title="Представитель дома"
        verb="Прикрепить"
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

const Administrator = ({ details, onAdd, onRemove }: PartProps): ReactNode => {
  const { house, may_assign: mayAssign } = details;
  const { administrator } = house;
  const howFar = useHowFar(details);
  const assign = useAssign([house.id]);
  const remove = (): void =>
    assign.mutate({ change: { remove_administrator: true }, done: 'Администратор убран' });
  return (
    <Group header={<Header>Администратор чата</Header>}>
      {administrator && (
        <PersonCell
          after={
            mayAssign && (
              <RemoveButton asked={{ name: administrator.name, remove }} onRemove={onRemove} />
            )
          }
          name={administrator.name}
          photoUrl={administrator.photo_url}
          subtitle={howFar}
          vkId={administrator.vk_id}
        />
      )}
      {administrator && mayAssign && (
        <Suspense fallback={<LoadingRows count={3} />}>
          <Leading houseId={house.id} />
        </Suspense>
      )}
      {mayAssign && (
        <CellButton before={<Icon28UserAddOutline />} onClick={onAdd}>
          {administrator ? 'Сменить администратора' : 'Назначить администратора'}
        </CellButton>
      )}
    </Group>
  );
};

/** Where the administrator is, in words: as the bot knows now, for whoever may ask it. */
function useHowFar({ house, may_assign: mayAssign }: Details): string {
  const { id } = useWorkplace();
  const { administrator } = house;
  const led = useQuery({
    ...onboardingQuery(id, house.id),
    enabled: mayAssign && administrator !== null,
  });
  const [state, title] = led.data
    ? [led.data.state, led.data.state_title]
    : [house.onboarding, house.onboarding_title];
  return state === 'nobody' ? (administrator?.state_title ?? '') : title;
}

const Officials = ({ details, onAdd, onRemove }: PartProps): ReactNode => {
  const { house, officials, may_assign: mayAssign } = details;
  const assign = useAssign([house.id]);
  const removalOf = ({ name, vk_id: vkId }: Schemas['PersonCard']): Removal => ({
    name,
    remove: () =>
      assign.mutate({ change: { remove_officials: [vkId] }, done: 'Представитель откреплён' }),
  });
  return (
    <Group
      header={<Header indicator={officials.length || undefined}>Официальные представители</Header>}
    >
      {officials.map((person) => (
        <PersonCell
          after={mayAssign && <RemoveButton asked={removalOf(person)} onRemove={onRemove} />}
          key={person.vk_id}
          name={person.name}
          photoUrl={person.photo_url}
          vkId={person.vk_id}
        />
      ))}
      {mayAssign && (
        <CellButton before={<Icon28UserAddOutline />} onClick={onAdd}>
          Прикрепить представителя
        </CellButton>
      )}
    </Group>
  );
};

interface RemoveButtonProps {
  readonly asked: Removal;
  readonly onRemove: (asked: Removal) => void;
}

const RemoveButton = ({ asked, onRemove }: RemoveButtonProps): ReactNode => (
  <IconButton aria-label={`Убрать: ${asked.name}`} onClick={() => onRemove(asked)}>
    <Icon28CancelCircleOutline />
  </IconButton>
);
