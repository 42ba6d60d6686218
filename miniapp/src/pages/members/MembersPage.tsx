import { useInfiniteQuery } from '@tanstack/react-query';
import { Icon28UserAddOutline } from '@vkontakte/icons';
import { CellButton, FormItem, Group, Placeholder, Radio, RadioGroup } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { AllowMessages } from '../../features/allow-messages/AllowMessages';
import { CoordinationCard } from '../../features/lead-administrator/CoordinationCard';
import { PersonSheet } from '../../features/find-person/PersonSheet';
import { membersQuery } from '../../features/manage-members/queries';
import { type StaffRole, useAddMember } from '../../features/manage-members/useMemberChanges';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Pages } from '../../shared/ui/Pages';
import { PersonCell } from '../../shared/ui/PersonCell';
import { Screen } from '../../shared/ui/Screen';

const MemberSheet = lazy(() => import('./MemberSheet'));

/** Who works here: added, given a role, removed. */
const MembersPage = (): ReactNode => {
  const { id, name, may } = useWorkplace();
  const members = useInfiniteQuery(membersQuery(id));
  const [open, setOpen] = useState<Schemas['Member'] | null>(null);
  const mayEdit = may('edit_members');
  return (
    <Screen status={name} title="Сотрудники">
      <Group
        description={
          mayEdit ? undefined : 'Добавляет и убирает сотрудников администратор мини-приложения.'
        }
      >
        {mayEdit && <AddMember />}
        <Pages empty={<Placeholder>Сотрудников пока нет.</Placeholder>} query={members}>
          {(member) => (
            <MemberRow
              key={member.person.vk_id}
              member={member}
              onOpen={mayEdit ? setOpen : undefined}
            />
          )}
        </Pages>
      </Group>
      <CoordinationCard />
      <AllowMessages />
      <Suspense>{open && <MemberSheet member={open} onClose={() => setOpen(null)} />}</Suspense>
    </Screen>
  );
};

interface MemberRowProps {
  readonly member: Schemas['Member'];
  readonly onOpen: ((member: Schemas['Member']) => void) | undefined;
}

const MemberRow = ({ member, onOpen }: MemberRowProps): ReactNode => {
  const { person, roles, organizations, is_me: isMe } = member;
  const isStaff = roles.some(({ role }) => role === 'administrator' || role === 'employee');
  return (
    <PersonCell
      name={isMe ? `${person.name} (вы)` : person.name}
      onClick={onOpen && isStaff ? () => onOpen(member) : undefined}
      photoUrl={person.photo_url}
      subtitle={[...roles.map(({ title }) => title), ...organizations].join(', ')}
      vkId={person.vk_id}
    />
  );
};

const AddMember = (): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const [role, setRole] = useState<StaffRole>('employee');
  const add = useAddMember(() => setOpen(false));
  return (
    <>
      <CellButton before={<Icon28UserAddOutline />} onClick={() => setOpen(true)}>
        Добавить сотрудника
      </CellButton>
      <PersonSheet
        isBusy={add.isPending}
        isOpen={isOpen}
        onChosen={(reference) => add.mutate({ reference, role })}
        onClose={() => setOpen(false)}
        title="Новый сотрудник"
        verb="Добавить"
      >
        <RoleField onChange={setRole} role={role} />
      </PersonSheet>
    </>
  );
};

interface RoleFieldProps {
  readonly role: StaffRole;
  readonly onChange: (role: StaffRole) => void;
}

const RoleField = ({ role, onChange }: RoleFieldProps): ReactNode => (
  <FormItem top="Роль">
    <RadioGroup>
      <Radio
        checked={role === 'employee'}
        description="Создаёт чаты, назначает людей в домах"
        name="role"
        onChange={() => onChange('employee')}
      >
        Сотрудник
      </Radio>
      <Radio
        checked={role === 'administrator'}
        description="Ещё и управляет сотрудниками и текстами, видит журнал"
        name="role"
        onChange={() => onChange('administrator')}
      >
        Администратор мини-приложения
      </Radio>
    </RadioGroup>
  </FormItem>
);

export default MembersPage;
