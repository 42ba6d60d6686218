import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon28DeleteOutline, Icon28PictureOutline } from '@vkontakte/icons';
import { CellButton, File, FormItem, Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { api, ask } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { FormError } from '../../shared/ui/FormError';
import { useErrorNotice, useNotice } from '../../shared/ui/notices';
import { useWorkplace } from '../work-in-municipality/workplace';

/** The municipality's logo on posters. */
export const LogoCard = (): ReactNode => {
  const { id, may } = useWorkplace();
  const { data } = useQuery({
    queryKey: keyOf(id, 'logo'),
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/municipalities/{municipality_id}/settings/logo', {
          params: { path: { municipality_id: id } },
          signal,
        }),
      ),
  });
  const { upload, remove } = useLogo();
  return (
    <Group header={<Header>Логотип на плакатах</Header>}>
      <SimpleCell before={<Icon28PictureOutline />} disabled multiline>
        {data?.is_set ? 'Логотип загружен' : 'Без логотипа: на плакатах только название'}
      </SimpleCell>
      {may('edit_settings') && (
        <FormItem bottom="PNG или JPEG, до 5 МБ: герб или знак муниципалитета.">
          <File
            accept="image/png,image/jpeg"
            loading={upload.isPending}
            mode="secondary"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) upload.mutate(file);
            }}
            size="m"
          >
            {data?.is_set ? 'Заменить' : 'Загрузить'}
          </File>
        </FormItem>
      )}
      <FormError error={upload.error} />
      {may('edit_settings') && data?.is_set && (
        <CellButton
          appearance="negative"
          before={<Icon28DeleteOutline />}
          onClick={() => remove.mutate()}
        >
          Убрать логотип
        </CellButton>
      )}
    </Group>
  );
};

function useLogo() {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const show = useNotice();
  const onError = useErrorNotice();
  const params = { path: { municipality_id: id } };
  const path = '/api/v1/municipalities/{municipality_id}/settings/logo' as const;
  const onSettled = () => client.invalidateQueries({ queryKey: keyOf(id, 'logo') });
  const upload = useMutation({
    mutationFn: (file: globalThis.File) =>
      ask(
        api.POST(path, {
          params,
          // The document types a file as a string; it goes as a form.
          body: { file: file as unknown as string },
          bodySerializer: () => {
            const form = new FormData();
            form.append('file', file, file.name);
            return form;
          },
        }),
      ),
    onSuccess: () => show({ text: 'Логотип загружен' }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: () => ask(api.DELETE(path, { params })),
    onSuccess: () => show({ text: 'Логотип убран' }),
    onError,
    onSettled,
  });
  return { upload, remove };
}
