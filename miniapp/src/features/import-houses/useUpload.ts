import { useMutation, useQueryClient } from '@tanstack/react-query';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { goTo } from '../../shared/router/router';
import { useWorkplace } from '../work-in-municipality/workplace';
import { importQuery } from './queries';

/** Uploads a sheet to be checked, and opens what the check says. */
export function useUpload() {
  const { id, path } = useWorkplace();
  const client = useQueryClient();
  const { keyOf: idempotencyKey, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (file: File) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/imports', {
          params: {
            path: { municipality_id: id },
            header: { 'Idempotency-Key': idempotencyKey(file) },
          },
          // The document types a file as a string; it goes as a form.
          body: { file: file as unknown as string },
          bodySerializer: () => {
            const form = new FormData();
            form.append('file', file, file.name);
            return form;
          },
        }),
      ),
    onSuccess: (uploaded) => {
      done();
      client.setQueryData(importQuery(id, uploaded.id).queryKey, uploaded);
      void client.invalidateQueries({ queryKey: keyOf(id, 'imports', 'list') });
      goTo(path('imports', uploaded.id));
    },
  });
}
