import { useMutation } from '@tanstack/react-query';
import { Icon24Attach, Icon24Cancel, Icon28DocumentOutline } from '@vkontakte/icons';
import { File as FileButton, FormItem, IconButton, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { FormError } from '../../shared/ui/FormError';

type Attached = readonly Schemas['Attachment'][];

export interface AttachmentsProps {
  readonly files: Attached;
  readonly onChange: (files: Attached) => void;
}

// What VK takes in one message.
const MOST_FILES = 10;

/** Pictures and documents: given to VK once, whatever the number of chats. */
export const Attachments = ({ files, onChange }: AttachmentsProps): ReactNode => {
  const upload = useUpload();
  return (
    <>
      {files.map(({ id, filename }) => (
        <SimpleCell
          after={
            <IconButton
              label={`Убрать файл ${filename}`}
              onClick={() => onChange(files.filter((each) => each.id !== id))}
            >
              <Icon24Cancel />
            </IconButton>
          }
          before={<Icon28DocumentOutline />}
          key={id}
        >
          {filename}
        </SimpleCell>
      ))}
      {files.length < MOST_FILES && (
        <FormItem bottom="Картинки и документы, до 10 МБ каждый.">
          <FileButton
            before={<Icon24Attach />}
            loading={upload.isPending}
            mode="secondary"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) upload.mutate(file, { onSuccess: (kept) => onChange([...files, kept]) });
              target.value = '';
            }}
            size="m"
          >
            Прикрепить файл
          </FileButton>
        </FormItem>
      )}
      <FormError error={upload.error} />
    </>
  );
};

function useUpload() {
  const { id } = useWorkplace();
  const { keyOf, done } = useIdempotencyKey();
  return useMutation({
    mutationFn: (file: File) =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/attachments', {
          params: { path: { municipality_id: id }, header: { 'Idempotency-Key': keyOf(file) } },
          // The document types a file as a string; it goes as a form.
          body: { file: file as unknown as string },
          bodySerializer: () => {
            const form = new FormData();
            form.append('file', file, file.name);
            return form;
          },
        }),
      ),
    onSuccess: done,
  });
}
