import { useQuery } from '@tanstack/react-query';
import { Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { audienceAsk, type Composition } from '../../features/send-broadcasts/composition';
import { previewQuery } from '../../features/send-broadcasts/queries';
import { type Neighbour, useWorkplace } from '../../features/work-in-municipality/workplace';
import { explain } from '../../shared/api/problem';
import { CHATS, counted, inDigits, RESIDENTS } from '../../shared/ui/words';

/** Who will get it in the other municipalities of the region. */
export const Elsewhere = ({ written }: { readonly written: Composition }): ReactNode => {
  const { neighbours } = useWorkplace();
  const chosen = neighbours.filter(({ id }) => written.municipalityIds.includes(id));
  if (chosen.length === 0) return null;
  return (
    <Group header={<Header>Другие муниципалитеты</Header>}>
      {chosen.map((place) => (
        <There key={place.id} place={place} written={written} />
      ))}
    </Group>
  );
};

interface ThereProps {
  readonly place: Neighbour;
  readonly written: Composition;
}

const There = ({ place, written }: ThereProps): ReactNode => {
  const { text, kind } = written;
  const { data: seen, error } = useQuery(
    previewQuery(place.id, { content: { text, kind }, audience: audienceAsk(written) }),
  );
  const missed = seen ? seen.houses - seen.chats : 0;
  const words = seen
    ? [
        counted(seen.chats, CHATS),
        counted(seen.residents, RESIDENTS),
        ...(missed ? [`не получат: ${inDigits(missed)}`] : []),
      ].join(', ')
    : 'Считаем…';
  return (
    <SimpleCell multiline subtitle={error ? explain(error).title : words}>
      {place.name}
    </SimpleCell>
  );
};
