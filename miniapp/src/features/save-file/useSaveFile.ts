import { useMutation } from '@tanstack/react-query';

import { api, ask, type Schemas } from '../../shared/api/client';
import { useErrorNotice } from '../../shared/ui/notices';
import { downloadFile } from '../../shared/vk/bridge';
import { useWorkplace } from '../work-in-municipality/workplace';

export interface Wanted {
  readonly file: Schemas['TicketAsk']['file'];
  /** What the file is of, and how it is to be. */
  readonly of?: Omit<Schemas['TicketAsk'], 'file'>;
  /** What the file is narrowed by. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Saves a file of the API. It is fetched by a link of its own, since downloaders of phones send no session. */
export function useSaveFile(): { save: (wanted: Wanted) => void; isBusy: boolean } {
  const { id } = useWorkplace();
  const showError = useErrorNotice();
  const { mutate, isPending } = useMutation({
    mutationFn: async ({ file, of, query }: Wanted) => {
      const ticket = await ask(
        api.POST('/api/v1/municipalities/{municipality_id}/files/tickets', {
          params: { path: { municipality_id: id } },
          body: { ...of, file },
        }),
      );
      const narrowed = new URLSearchParams(query).toString();
      await downloadFile(narrowed ? `${ticket.url}&${narrowed}` : ticket.url, ticket.filename);
    },
    onError: showError,
  });
  return { save: mutate, isBusy: isPending };
}
