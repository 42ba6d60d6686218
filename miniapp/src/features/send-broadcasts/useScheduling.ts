import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { scheduleQuery } from './queries';
import { asRecurrence } from './recurrence';

type Schedule = Schemas['Schedule'];

/** Makes a regular broadcast. */
export function useScheduleCreation() {
  const { id } = useWorkplace();
  const kept = useKeep();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: Schemas['ScheduleAsk']) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/broadcast-schedules', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(body) },
          },
          body,
        }),
      ),
    onSuccess: (schedule) => {
      done();
      kept(schedule);
    },
  });
}

/** Changes a regular broadcast, or lets it rest. */
export function useScheduleChange(scheduleId: string) {
  const { id } = useWorkplace();
  const kept = useKeep();
  return useMutation({
    mutationFn: (body: Schemas['ScheduleAsk']) =>
      ask(
        api.PUT('/api/v1/municipalities/{municipality_id}/broadcast-schedules/{schedule_id}', {
          params: { path: { municipality_id: id, schedule_id: scheduleId } },
          body,
        }),
      ),
    onSuccess: kept,
  });
}

/** Ends a regular broadcast. */
export function useScheduleRemoval() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: (scheduleId: string) =>
      ask(
        api.DELETE('/api/v1/municipalities/{municipality_id}/broadcast-schedules/{schedule_id}', {
          params: { path: { municipality_id: id, schedule_id: scheduleId } },
        }),
      ),
    onSuccess: () => show({ text: 'Регулярная рассылка удалена' }),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(id, 'schedules', 'list') }),
  });
}

function useKeep(): (schedule: Schedule) => void {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return (schedule) => {
    client.setQueryData(scheduleQuery(id, schedule.id).queryKey, schedule);
    void client.invalidateQueries({ queryKey: keyOf(id, 'schedules', 'list') });
  };
}

/** A regular broadcast as the API takes it, with what is changed about it. */
export function scheduleAsk(
  schedule: Schedule,
  changed: Partial<Schemas['ScheduleAsk']>,
): Schemas['ScheduleAsk'] {
  const { content, audience, recurrence, is_active: isActive } = schedule;
  const { author } = content;
  return {
    content: {
      text: content.text,
      kind: content.kind,
      author: { organization_id: author.organization_id, name: author.name, post: author.post },
      attachment_ids: content.attachments.map((file) => file.id),
      asks_acknowledgement: content.asks_acknowledgement,
      pin_minutes: content.pin_minutes,
    },
    audience,
    recurrence: asRecurrence(recurrence),
    is_active: isActive,
    ...changed,
  };
}
