import { Icon28DeleteOutline, Icon28UserOutline, Icon28UserStarOutline } from '@vkontakte/icons';
import { CellButton, Footnote } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useChangeRole, useRemoveMember } from '../../features/manage-members/useMemberChanges';
import type { Schemas } from '../../shared/api/client';
import { PersonCell } from '../../shared/ui/PersonCell';
import { Sheet } from '../../shared/ui/Sheet';
import { moment } from '../../shared/ui/words';

interface MemberSheetProps {
  readonly member: Schemas['Member'];
  readonly onClose: () => void;
}

/** One member: the role changed, or the access closed. */
const MemberSheet = ({ member, onClose }: MemberSheetProps): ReactNode => {
  const { person, roles, added_at: addedAt, added_by: addedBy, is_me: isMe } = member;
  const changeRole = useChangeRole(onClose);
  const remove = useRemoveMember(onClose);
  const isBusy = changeRole.isPending || remove.isPending;
  const isAdministrator = roles.some(({ role }) => role === 'administrator');
  return (
    <Sheet isOpen onClose={onClose} title="Сотрудник">
      <PersonCell
        name={person.name}
        photoUrl={person.photo_url}
        subtitle={roles.map(({ title }) => title).join(', ')}
        vkId={person.vk_id}
      />
      <CellButton
        before={isAdministrator ? <Icon28UserOutline /> : <Icon28UserStarOutline />}
        disabled={isBusy}
        onClick={() =>
          changeRole.mutate({
            vkId: person.vk_id,
            role: isAdministrator ? 'employee' : 'administrator',
          })
        }
      >
        {isAdministrator ? 'Сделать сотрудником' : 'Сделать администратором'}
      </CellButton>
      <CellButton
        appearance="negative"
        before={<Icon28DeleteOutline />}
        disabled={isBusy}
        onClick={() => remove.mutate(member)}
      >
        {isMe ? 'Закрыть доступ себе' : 'Закрыть доступ'}
      </CellButton>
      <Footnote style={{ padding: '8px 16px 24px', color: 'var(--vkui--color_text_secondary)' }}>
        Добавлен: {moment(addedAt)}
        {addedBy && `, ${addedBy}`}
      </Footnote>
    </Sheet>
  );
};

export default MemberSheet;
