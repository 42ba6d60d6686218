import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon24DeleteOutline, Icon28BookmarkOutline } from '@vkontakte/icons';
import { IconButton, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { groupsQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { Confirm } from '../../shared/ui/Confirm';
import { Loaded } from '../../shared/ui/Loaded';
import { useErrorNotice } from '../../shared/ui/notices';
import { Sheet } from '../../shared/ui/Sheet';
import type { PartSheetProps } from './AudienceCard';

/** Choices that were saved under a name. */
const GroupSheet = ({ onAdd, onClose }: PartSheetProps): ReactNode => {
  const { id, may } = useWorkplace();
  const groups = useQuery(groupsQuery(id));
  const [removed, setRemoved] = useState<Schemas['HouseGroup'] | null>(null);
  const remove = useRemove();
  return (
    <Sheet isOpen onClose={onClose} title="Сохранённые группы">
      <Loaded query={groups}>
        {({ items }) =>
          items.map((group) => (
            <SimpleCell
              after={
                may('tag_houses') && (
                  <IconButton
                    label={`Удалить группу ${group.name}`}
                    onClick={(event) => {
                      event.stopPropagation();
                      setRemoved(group);
                    }}
                  >
                    <Icon24DeleteOutline />
                  </IconButton>
                )
              }
              before={<Icon28BookmarkOutline />}
              key={group.id}
              onClick={() => onAdd({ ask: { group_id: group.id } })}
            >
              {group.name}
            </SimpleCell>
          ))
        }
      </Loaded>
      {removed && (
        <Confirm
          description="Рассылки, которые ушли по ней, останутся как есть."
          onClosed={() => setRemoved(null)}
          onConfirm={() => remove.mutate(removed.id)}
          title={`Удалить группу «${removed.name}»?`}
          verb="Удалить"
        />
      )}
    </Sheet>
  );
};

function useRemove() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: (groupId: string) =>
      ask(
        api.DELETE('/api/v1/municipalities/{municipality_id}/house-groups/{group_id}', {
          params: { path: { municipality_id: id, group_id: groupId } },
        }),
      ),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: groupsQuery(id).queryKey }),
  });
}

export default GroupSheet;
