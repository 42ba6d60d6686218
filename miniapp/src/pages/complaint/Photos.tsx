import { useMutation } from '@tanstack/react-query';
import { Icon24Cancel, Icon24PictureOutline, Icon28PictureOutline } from '@vkontakte/icons';
import { File as FileButton, FormItem, IconButton, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { useIdempotencyKey } from '../../shared/api/useIdempotencyKey';
import { FormError } from '../../shared/ui/FormError';

type Attached = readonly Schemas['Attachment'][];

export interface PhotosProps {
  readonly photos: Attached;
  readonly onChange: (photos: Attached) => void;
}

// As the API has it.
const MOST = 5;

/** Photos that go to the resident with the words. */
export const Photos = ({ photos, onChange }: PhotosProps): ReactNode => {
  const upload = useUpload();
  return (
    <>
      {photos.map(({ id, filename }) => (
        <SimpleCell
          after={
            <IconButton
              label={`Убрать фото ${filename}`}
              onClick={() => onChange(photos.filter((each) => each.id !== id))}
            >
              <Icon24Cancel />
            </IconButton>
          }
          before={<Icon28PictureOutline />}
          key={id}
        >
          {filename}
        </SimpleCell>
      ))}
      {photos.length < MOST && (
        <FormItem bottom="До пяти фотографий, до 10 МБ каждая.">
          <FileButton
            accept="image/jpeg,image/png,image/webp"
            before={<Icon24PictureOutline />}
            loading={upload.isPending}
            mode="secondary"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) upload.mutate(file, { onSuccess: (kept) => onChange([...photos, kept]) });
              target.value = '';
            }}
            size="m"
          >
            Приложить фото
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
