import { useQuery } from '@tanstack/react-query';
import { Group, Header } from '@vkontakte/vkui';
import { type ReactNode, useEffect } from 'react';

import { MessageBubble } from '../../features/send-broadcasts/MessageBubble';
import { type Broadcast, broadcastQuery, isMoving } from '../../features/send-broadcasts/queries';
import { CommunityNotice } from '../../features/watch-progress/CommunityNotice';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';
import { Actions } from './Actions';
import { Deliveries } from './Deliveries';
import { Progress } from './Progress';
import { Reasons } from './Reasons';
import { Waiting } from './Waiting';

/** A broadcast that is on its way, or was: where it arrived, where not, and what can be done. */
const BroadcastPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { broadcast: broadcastId = '' } = params;
  const query = useQuery({ ...broadcastQuery(id, broadcastId), staleTime: 0 });
  return (
    <Screen backTo={path('broadcasts')} title="Рассылка">
      <Loaded query={query}>
        {(broadcast) => <Watched broadcast={broadcast} since={query.dataUpdatedAt} />}
      </Loaded>
    </Screen>
  );
};

interface WatchedProps {
  readonly broadcast: Broadcast;
  /** When the API said so: a moment of this device. */
  readonly since: number;
}

const Watched = ({ broadcast, since }: WatchedProps): ReactNode => {
  const { path } = useWorkplace();
  const isDraft = broadcast.state === 'draft';
  useEffect(() => {
    if (isDraft) replaceWith(path('broadcasts', broadcast.id, 'write'));
  }, [isDraft, broadcast.id, path]);
  if (isDraft) return <LoadingRows />;
  const { content, counts, state } = broadcast;
  return (
    <>
      {state === 'scheduled' ? (
        <Waiting broadcast={broadcast} since={since} />
      ) : (
        <Progress broadcast={broadcast} />
      )}
      <CommunityNotice community={broadcast.community} />
      <Reasons broadcast={broadcast} />
      <Group header={<Header>Сообщение</Header>}>
        <Inset>
          <MessageBubble
            bold={broadcast.bold}
            button={content.asks_acknowledgement ? 'Ознакомлен(а)' : ''}
            files={content.attachments.map(({ filename }) => filename)}
            message={broadcast.message}
          />
        </Inset>
      </Group>
      <Actions broadcast={broadcast} />
      {counts.houses > 0 && <Deliveries broadcast={broadcast} isLive={isMoving(broadcast)} />}
    </>
  );
};

export default BroadcastPage;
