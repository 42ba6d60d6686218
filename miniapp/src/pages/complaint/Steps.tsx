import { Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Complaint } from '../../features/deal-with-complaints/queries';
import { moment } from '../../shared/ui/words';

/** Everything that happened, the last first. */
export const Steps = ({ complaint }: { readonly complaint: Complaint }): ReactNode => (
  <Group header={<Header>История</Header>}>
    {complaint.history
      .map((step, number) => ({ ...step, number }))
      .reverse()
      .map(({ number, at, title, by, text, photos }) => (
        <SimpleCell
          extraSubtitle={[moment(at), by].join(' · ')}
          key={number}
          multiline
          subtitle={[text, photos > 0 && `Фотографий: ${photos}`].filter(Boolean).join(' · ')}
        >
          {title}
        </SimpleCell>
      ))}
  </Group>
);
