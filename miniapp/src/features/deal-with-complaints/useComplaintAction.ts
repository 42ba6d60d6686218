import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';
import { type Complaint, complaintQuery } from './queries';

const BASE = '/api/v1/municipalities/{municipality_id}/complaints/{complaint_id}';

/** Takes a complaint up. */
export function useTake(complaintId: string) {
  const path = usePath(complaintId);
  const show = useNotice();
  const onError = useErrorNotice();
  const kept = useKeep();
  return useMutation({
    mutationFn: () => ask(api.POST(`${BASE}/take`, { params: { path } })),
    onSuccess: (complaint) => {
      kept(complaint);
      show({ text: 'Жалоба ваша', subtitle: 'Житель знает, кто ею занят.' });
    },
    onError,
  });
}

/** Has the bot send the photos to the person. */
export function usePhotos(complaintId: string) {
  const path = usePath(complaintId);
  const show = useNotice();
  const onError = useErrorNotice();
  return useMutation({
    mutationFn: () => ask(api.POST(`${BASE}/photos`, { params: { path } })),
    onSuccess: () => show({ text: 'Фотографии придут вам в сообщения ВКонтакте' }),
    onError,
  });
}

/** What is said to the resident, or why. */
export interface Said {
  readonly text: string;
  readonly attachmentIds: readonly string[];
}

export type Saying = 'ask' | 'answer' | 'reject';

const DONE: Readonly<Record<Saying, string>> = {
  ask: 'Вопрос отправлен жителю',
  answer: 'Ответ отправлен жителю',
  reject: 'Жалоба отклонена',
};

/** Asks back, answers, rejects: once, however often it is pressed. */
export function useSay(complaintId: string, saying: Saying, onDone: () => void) {
  const path = usePath(complaintId);
  const show = useNotice();
  const kept = useKeep();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: ({ text, attachmentIds }: Said): Promise<Complaint> => {
      const header = { 'Idempotency-Key': idempotencyKey([saying, text, attachmentIds]) };
      const params = { path, header };
      if (saying === 'reject') {
        return ask(api.POST(`${BASE}/reject`, { params, body: { reason: text } }));
      }
      const body = { text, attachment_ids: [...attachmentIds] };
      if (saying === 'ask') return ask(api.POST(`${BASE}/ask`, { params, body }));
      return ask(api.POST(`${BASE}/answer`, { params, body }));
    },
    onSuccess: (complaint) => {
      done();
      kept(complaint);
      show({ text: DONE[saying] });
      onDone();
    },
  });
}

/** Hands a complaint to another organisation. */
export function usePassOn(complaintId: string, onDone: (complaint: Complaint) => void) {
  const path = usePath(complaintId);
  const show = useNotice();
  const kept = useKeep();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (body: { readonly organization_id: string; readonly reason: string }) =>
      ask(
        api.POST(`${BASE}/pass-on`, {
          params: { path, header: { 'Idempotency-Key': idempotencyKey(body) } },
          body,
        }),
      ),
    onSuccess: (complaint) => {
      done();
      kept(complaint);
      show({ text: 'Жалоба передана' });
      onDone(complaint);
    },
  });
}

function usePath(complaintId: string) {
  const { id } = useWorkplace();
  return { municipality_id: id, complaint_id: complaintId };
}

function useKeep(): (complaint: Complaint) => void {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return (complaint) => {
    client.setQueryData(complaintQuery(id, complaint.item.id).queryKey, complaint);
    void client.invalidateQueries({ queryKey: keyOf(id, 'complaints', 'list') });
  };
}
