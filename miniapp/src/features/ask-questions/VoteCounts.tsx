import { Footnote, Group, Header, Progress, Text } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Inset } from '../../shared/ui/Inset';
import { counted, inDigits, moment, OF_PEOPLE, VOTES } from '../../shared/ui/words';

export interface VoteCountsProps {
  readonly ballot: Schemas['Ballot'];
  readonly title: string;
  /** What the choices stand for, where their own names are numbers. */
  readonly names?: readonly string[];
  readonly children?: ReactNode;
}

/** How the chat has voted, as last counted. */
export const VoteCounts = ({ ballot, title, names, children }: VoteCountsProps): ReactNode => {
  const all = ballot.choices.reduce((sum, { votes }) => sum + votes, 0);
  return (
    <Group
      description="Это опрос мнения жителей чата, а не общее собрание собственников."
      header={
        <Header
          subtitle={
            ballot.is_open ? `до ${moment(ballot.ends_at)}` : `закончено ${moment(ballot.ends_at)}`
          }
        >
          {title}
        </Header>
      }
    >
      {ballot.choices.map(({ title: choice, votes }, index) => {
        const words = `${names?.[index] ?? choice}: ${counted(votes, VOTES)}`;
        return (
          <Inset key={choice}>
            <Text>{words}</Text>
            <Progress
              aria-label={words}
              style={{ marginBlockStart: 4 }}
              value={all ? (votes / all) * 100 : 0}
            />
          </Inset>
        );
      })}
      <Inset>
        <Footnote style={{ color: 'var(--vkui--color_text_secondary)' }}>
          {all === 0
            ? 'Пока никто не проголосовал'
            : ballot.members > 0
              ? `Проголосовали ${inDigits(all)} из ${counted(ballot.members, OF_PEOPLE)} чата`
              : `Проголосовали: ${inDigits(all)}`}
          {ballot.is_open &&
            ballot.wanted > 0 &&
            `. Вопрос уйдёт представителям сам, когда «за» будет ${inDigits(ballot.wanted)}`}
        </Footnote>
      </Inset>
      {children}
    </Group>
  );
};
