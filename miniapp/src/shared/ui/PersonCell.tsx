import { Avatar, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

export interface PersonCellProps {
  readonly name: string;
  readonly photoUrl: string;
  readonly subtitle?: ReactNode;
  readonly after?: ReactNode;
  /** Opens more about the person; without it the row opens nothing. */
  readonly onClick?: () => void;
  /** The person's page in VK. */
  readonly vkId?: number | null;
}

/** A person with a photo. */
export const PersonCell = ({
  name,
  photoUrl,
  subtitle,
  after,
  onClick,
  vkId,
}: PersonCellProps): ReactNode => {
  const link = onClick || !vkId ? {} : linkToPerson(vkId);
  return (
    <SimpleCell
      after={after}
      before={
        <Avatar
          alt=""
          initials={initialsOf(name)}
          size={40}
          src={photoUrl || undefined}
          gradientColor="blue"
        />
      }
      chevron={onClick ? 'auto' : undefined}
      onClick={onClick}
      subtitle={subtitle}
      {...link}
    >
      {name}
    </SimpleCell>
  );
};

function linkToPerson(vkId: number): object {
  return { href: `https://vk.com/id${vkId}`, target: '_blank', rel: 'noreferrer' };
}

/** The first letters of a name, for those without a photo. */
export function initialsOf(name: string): string {
  const letters = name.split(' ').map((word) => /\p{L}/u.exec(word)?.[0] ?? '');
  return letters.join('').slice(0, 2).toUpperCase();
}
